-- AlterTable
ALTER TABLE "AuditHead" ADD COLUMN     "indexed" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "IndexSecret" (
    "number" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "since" BIGINT NOT NULL,
    "spentAt" BIGINT,

    CONSTRAINT "IndexSecret_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE UNIQUE INDEX "IndexSecret_fingerprint_key" ON "IndexSecret"("fingerprint");

-- Until now the index was written together with each record.
UPDATE "AuditHead" SET "indexed" = "seq";
