-- AlterTable
ALTER TABLE "AuditHead" ADD COLUMN     "indexed" BIGINT NOT NULL DEFAULT 0;

-- Until now the index was written together with each record.
UPDATE "AuditHead" SET "indexed" = "seq";
