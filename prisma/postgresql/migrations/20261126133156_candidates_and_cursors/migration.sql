-- AlterTable
ALTER TABLE "Candidate" RENAME COLUMN "reason" TO "tier";
ALTER TABLE "Candidate" ADD COLUMN "evidence" TEXT NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "LinkCursor" (
    "department" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "feed" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "reading" TEXT NOT NULL,
    "begunAt" BIGINT NOT NULL,
    "whole" INTEGER NOT NULL,

    CONSTRAINT "LinkCursor_pkey" PRIMARY KEY ("department","kind","feed")
);
