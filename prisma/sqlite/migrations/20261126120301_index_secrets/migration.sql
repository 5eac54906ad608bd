-- CreateTable
CREATE TABLE "IndexSecret" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "fingerprint" TEXT NOT NULL,
    "since" BIGINT NOT NULL,
    "spentAt" BIGINT
);

-- CreateIndex
CREATE UNIQUE INDEX "IndexSecret_fingerprint_key" ON "IndexSecret"("fingerprint");
