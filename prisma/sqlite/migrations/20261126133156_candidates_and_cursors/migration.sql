-- CreateTable
CREATE TABLE "LinkCursor" (
    "department" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "feed" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "reading" TEXT NOT NULL,
    "begunAt" BIGINT NOT NULL,
    "whole" INTEGER NOT NULL,

    PRIMARY KEY ("department", "kind", "feed")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Candidate" (
    "kind" TEXT NOT NULL,
    "first" TEXT NOT NULL,
    "second" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "evidence" TEXT NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    PRIMARY KEY ("kind", "first", "second")
);
INSERT INTO "new_Candidate" ("createdAt", "first", "kind", "second", "state", "tier") SELECT "createdAt", "first", "kind", "second", "state", "reason" FROM "Candidate";
DROP TABLE "Candidate";
ALTER TABLE "new_Candidate" RENAME TO "Candidate";
CREATE INDEX "Candidate_state_kind_idx" ON "Candidate"("state", "kind");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
