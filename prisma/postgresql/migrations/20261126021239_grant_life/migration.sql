-- AlterTable
ALTER TABLE "AccessGrant" ADD COLUMN     "applicationId" TEXT,
ADD COLUMN     "emergencyId" TEXT,
ADD COLUMN     "hours" TEXT,
ADD COLUMN     "parentId" TEXT,
ADD COLUMN     "personsPerDay" INTEGER,
ADD COLUMN     "suspendedAt" BIGINT,
ADD COLUMN     "suspendedBy" TEXT,
ADD COLUMN     "version" INTEGER;

-- CreateTable
CREATE TABLE "GrantApplication" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "applicant" TEXT NOT NULL,
    "applicantDepartment" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "granteeRole" TEXT NOT NULL,
    "granteeSubject" TEXT,
    "purpose" TEXT NOT NULL,
    "legalBasis" TEXT NOT NULL,
    "scenario" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "effect" TEXT NOT NULL,
    "rows" TEXT NOT NULL,
    "termDays" INTEGER NOT NULL,
    "sharing" TEXT NOT NULL,
    "appliedAt" BIGINT NOT NULL,
    "dueAt" BIGINT NOT NULL,
    "answeredAt" BIGINT,
    "answeredBy" TEXT,
    "reasons" TEXT,
    "grantId" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "GrantApplication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "GrantEvent" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "actorDepartment" TEXT,
    "action" TEXT NOT NULL,
    "fromState" TEXT,
    "toState" TEXT NOT NULL,
    "reason" TEXT,
    "content" TEXT NOT NULL,

    CONSTRAINT "GrantEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "GrantUse" (
    "grantId" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "times" INTEGER NOT NULL,
    "persons" INTEGER NOT NULL,
    "lastAt" BIGINT NOT NULL,

    CONSTRAINT "GrantUse_pkey" PRIMARY KEY ("grantId","subject","day")
);

-- CreateTable
CREATE TABLE "BreakGlass" (
    "id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "opened" TEXT NOT NULL,
    "rows" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "startedAt" BIGINT NOT NULL,
    "endsAt" BIGINT NOT NULL,
    "reviewDueAt" BIGINT NOT NULL,
    "reviewedAt" BIGINT,
    "reviewer" TEXT,
    "verdict" TEXT,
    "note" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "BreakGlass_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BreakGlassRule" (
    "role" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "hours" INTEGER NOT NULL,
    "rows" TEXT NOT NULL,

    CONSTRAINT "BreakGlassRule_pkey" PRIMARY KEY ("role","purpose")
);

-- CreateTable
CREATE TABLE "PolicyLimit" (
    "code" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "unit" TEXT NOT NULL,

    CONSTRAINT "PolicyLimit_pkey" PRIMARY KEY ("code")
);

-- CreateIndex
CREATE INDEX "GrantApplication_department_state_idx" ON "GrantApplication"("department", "state");

-- CreateIndex
CREATE INDEX "GrantApplication_applicantDepartment_idx" ON "GrantApplication"("applicantDepartment");

-- CreateIndex
CREATE INDEX "GrantEvent_kind_objectId_idx" ON "GrantEvent"("kind", "objectId");

-- CreateIndex
CREATE INDEX "BreakGlass_reviewedAt_idx" ON "BreakGlass"("reviewedAt");

-- CreateIndex
CREATE INDEX "BreakGlass_subject_idx" ON "BreakGlass"("subject");
