-- DropIndex
DROP INDEX "Candidate_state_kind_idx";

-- DropIndex
DROP INDEX "Conflict_state_idx";

-- AlterTable
ALTER TABLE "Candidate" ADD COLUMN "decision" TEXT;

-- AlterTable
ALTER TABLE "Conflict" ADD COLUMN "decision" TEXT;

-- CreateTable
CREATE TABLE "LinkDecision" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "first" TEXT NOT NULL,
    "second" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "actorDepartment" TEXT,
    "at" BIGINT NOT NULL,
    "reason" TEXT,
    "moved" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "undoes" TEXT,
    "undoneBy" TEXT
);

-- CreateTable
CREATE TABLE "SplitRecord" (
    "decision" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "localKey" TEXT NOT NULL,
    "side" TEXT NOT NULL,

    PRIMARY KEY ("department", "kind", "localKey", "decision")
);

-- CreateIndex
CREATE UNIQUE INDEX "LinkDecision_seq_key" ON "LinkDecision"("seq");

-- CreateIndex
CREATE INDEX "LinkDecision_first_idx" ON "LinkDecision"("first");

-- CreateIndex
CREATE INDEX "LinkDecision_second_idx" ON "LinkDecision"("second");

-- CreateIndex
CREATE INDEX "SplitRecord_decision_idx" ON "SplitRecord"("decision");

-- CreateIndex
CREATE INDEX "Candidate_state_createdAt_first_second_idx" ON "Candidate"("state", "createdAt", "first", "second");

-- CreateIndex
CREATE INDEX "Candidate_second_idx" ON "Candidate"("second");

-- CreateIndex
CREATE INDEX "Conflict_state_createdAt_id_idx" ON "Conflict"("state", "createdAt", "id");
