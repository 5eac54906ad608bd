-- AlterTable
ALTER TABLE "Link" ADD COLUMN     "goneAt" BIGINT;

-- CreateTable
CREATE TABLE "PersonalDataRequest" (
    "number" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "field" TEXT,
    "department" TEXT,
    "text" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "filedAt" BIGINT NOT NULL,
    "dueAt" BIGINT NOT NULL,
    "decidedAt" BIGINT,
    "decider" TEXT,
    "answer" TEXT,
    "receipt" TEXT,

    CONSTRAINT "PersonalDataRequest_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "RetentionTerm" (
    "code" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "basis" TEXT NOT NULL,

    CONSTRAINT "RetentionTerm_pkey" PRIMARY KEY ("code")
);

-- CreateIndex
CREATE INDEX "PersonalDataRequest_personId_idx" ON "PersonalDataRequest"("personId");

-- CreateIndex
CREATE INDEX "PersonalDataRequest_state_dueAt_idx" ON "PersonalDataRequest"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Link_goneAt_idx" ON "Link"("goneAt");
