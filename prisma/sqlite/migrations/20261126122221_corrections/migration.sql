-- CreateTable
CREATE TABLE "Correction" (
    "number" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "asker" TEXT NOT NULL,
    "askerDepartment" TEXT,
    "department" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "entityId" TEXT,
    "record" TEXT NOT NULL,
    "recordKey" TEXT NOT NULL,
    "recordField" TEXT NOT NULL,
    "seen" TEXT NOT NULL,
    "accepted" TEXT,
    "proposed" TEXT,
    "evidence" TEXT NOT NULL,
    "answer" TEXT,
    "receipt" TEXT,
    "filedAt" BIGINT NOT NULL,
    "dueAt" BIGINT NOT NULL,
    "answeredAt" BIGINT,
    "answeredBy" TEXT,
    "way" TEXT,
    "receiptDueAt" BIGINT,
    "writeVersion" TEXT,
    "attempt" INTEGER NOT NULL,
    "fault" TEXT,
    "closedAt" BIGINT,
    "version" INTEGER NOT NULL,
    "readVersion" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "CorrectionStep" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "number" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "actorDepartment" TEXT,
    "action" TEXT NOT NULL,
    "fromState" TEXT,
    "toState" TEXT NOT NULL,
    "content" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "Correction_department_state_dueAt_idx" ON "Correction"("department", "state", "dueAt");

-- CreateIndex
CREATE INDEX "Correction_asker_filedAt_idx" ON "Correction"("asker", "filedAt");

-- CreateIndex
CREATE INDEX "Correction_state_dueAt_idx" ON "Correction"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Correction_state_receiptDueAt_idx" ON "Correction"("state", "receiptDueAt");

-- CreateIndex
CREATE INDEX "Correction_entityId_idx" ON "Correction"("entityId");

-- CreateIndex
CREATE UNIQUE INDEX "CorrectionStep_number_version_key" ON "CorrectionStep"("number", "version");
