-- AlterTable
ALTER TABLE "Purpose" ADD COLUMN     "area" TEXT,
ADD COLUMN     "cases" TEXT,
ADD COLUMN     "fields" TEXT,
ADD COLUMN     "validUntil" BIGINT;
