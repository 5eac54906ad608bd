-- CreateTable
CREATE TABLE "ClassificationChange" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "department" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "sharing" TEXT NOT NULL,
    "legalBasis" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "proposer" TEXT NOT NULL,
    "proposedAt" BIGINT NOT NULL,
    "signer" TEXT,
    "version" INTEGER NOT NULL
);

-- CreateIndex
CREATE INDEX "ClassificationChange_state_idx" ON "ClassificationChange"("state");

-- CreateIndex
CREATE INDEX "ClassificationChange_department_idx" ON "ClassificationChange"("department");
