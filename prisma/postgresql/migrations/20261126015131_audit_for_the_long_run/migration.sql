-- CreateTable
CREATE TABLE "AuditSegment" (
    "firstSeq" BIGINT NOT NULL,
    "lastSeq" BIGINT NOT NULL,
    "manifest" TEXT NOT NULL,

    CONSTRAINT "AuditSegment_pkey" PRIMARY KEY ("firstSeq")
);

-- CreateTable
CREATE TABLE "AuditAnchor" (
    "id" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "line" TEXT NOT NULL,
    "written" INTEGER NOT NULL,

    CONSTRAINT "AuditAnchor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditTerm" (
    "kind" TEXT NOT NULL,
    "days" INTEGER NOT NULL,

    CONSTRAINT "AuditTerm_pkey" PRIMARY KEY ("kind")
);

-- CreateTable
CREATE TABLE "Objection" (
    "id" TEXT NOT NULL,
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
    "answeredAt" BIGINT,

    CONSTRAINT "Objection_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Objection_personId_idx" ON "Objection"("personId");

-- CreateIndex
CREATE INDEX "Objection_state_createdAt_idx" ON "Objection"("state", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Objection_subject_idempotencyKey_key" ON "Objection"("subject", "idempotencyKey");
