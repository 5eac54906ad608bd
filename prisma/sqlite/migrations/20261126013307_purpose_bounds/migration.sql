-- AlterTable
ALTER TABLE "Purpose" ADD COLUMN "area" TEXT;
ALTER TABLE "Purpose" ADD COLUMN "cases" TEXT;
ALTER TABLE "Purpose" ADD COLUMN "fields" TEXT;
ALTER TABLE "Purpose" ADD COLUMN "validUntil" BIGINT;
