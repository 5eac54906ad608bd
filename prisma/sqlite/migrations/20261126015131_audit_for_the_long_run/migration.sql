-- CreateTable
CREATE TABLE "AuditSegment" (
    "firstSeq" BIGINT NOT NULL PRIMARY KEY,
    "lastSeq" BIGINT NOT NULL,
    "manifest" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "AuditAnchor" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "number" BIGINT NOT NULL,
    "line" TEXT NOT NULL,
    "written" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "AuditTerm" (
    "kind" TEXT NOT NULL PRIMARY KEY,
    "days" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "Objection" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "personId" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "answer" TEXT,
    "answeredBy" TEXT,
    "answeredAt" BIGINT
);

-- CreateIndex
CREATE INDEX "Objection_personId_idx" ON "Objection"("personId");

-- CreateIndex
CREATE INDEX "Objection_state_createdAt_idx" ON "Objection"("state", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Objection_subject_idempotencyKey_key" ON "Objection"("subject", "idempotencyKey");
