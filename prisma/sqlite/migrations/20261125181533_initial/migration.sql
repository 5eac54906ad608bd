-- CreateTable
CREATE TABLE "PolicyVersion" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL,
    "changedAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Purpose" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "notice" TEXT NOT NULL,
    "noticeDelayDays" INTEGER NOT NULL,
    "caseNeeded" INTEGER NOT NULL,
    "scopes" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "AccessGrant" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "department" TEXT NOT NULL,
    "granteeDepartment" TEXT,
    "granteeRole" TEXT,
    "granteeSubject" TEXT,
    "purpose" TEXT NOT NULL,
    "legalBasis" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "effect" TEXT NOT NULL,
    "rows" TEXT NOT NULL,
    "validFrom" BIGINT NOT NULL,
    "validTo" BIGINT NOT NULL,
    "approver" TEXT NOT NULL,
    "revokedAt" BIGINT
);

-- CreateTable
CREATE TABLE "AuditRecord" (
    "seq" BIGINT NOT NULL PRIMARY KEY,
    "body" TEXT NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "AuditPerson" (
    "personId" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,

    PRIMARY KEY ("personId", "seq")
);

-- CreateTable
CREATE TABLE "AuditHead" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Entity" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "gridCode" TEXT,
    "townCode" TEXT,
    "villageCode" TEXT,
    "searchName" TEXT,
    "code" TEXT,
    "category" TEXT,
    "state" TEXT,
    "reportedAt" BIGINT,
    "dueAt" BIGINT,
    "handler" TEXT,
    "houseId" TEXT,
    "mergedInto" TEXT,
    "golden" TEXT NOT NULL,
    "stale" INTEGER NOT NULL,
    "updatedAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Link" (
    "department" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "localKey" TEXT NOT NULL,
    "entityId" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "matchKey" TEXT,
    "linkedAt" BIGINT NOT NULL,
    "digest" TEXT NOT NULL,
    "eventKey" TEXT,
    "identity" TEXT NOT NULL,
    "live" INTEGER NOT NULL,

    PRIMARY KEY ("department", "kind", "localKey")
);

-- CreateTable
CREATE TABLE "NumberIndex" (
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "entityId" TEXT NOT NULL,

    PRIMARY KEY ("kind", "key", "holder")
);

-- CreateTable
CREATE TABLE "Candidate" (
    "kind" TEXT NOT NULL,
    "first" TEXT NOT NULL,
    "second" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    PRIMARY KEY ("kind", "first", "second")
);

-- CreateTable
CREATE TABLE "Merge" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "fromId" TEXT NOT NULL,
    "intoId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "decider" TEXT,
    "links" TEXT NOT NULL,
    "keys" TEXT NOT NULL,
    "mergedAt" BIGINT NOT NULL,
    "undoneAt" BIGINT
);

-- CreateTable
CREATE TABLE "Conflict" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "localKey" TEXT NOT NULL,
    "otherId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Participation" (
    "eventId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "localKey" TEXT NOT NULL,

    PRIMARY KEY ("eventId", "personId", "department", "localKey")
);

-- CreateTable
CREATE TABLE "LinkState" (
    "department" TEXT NOT NULL PRIMARY KEY,
    "identities" INTEGER NOT NULL,
    "linked" INTEGER NOT NULL,
    "unlinked" INTEGER NOT NULL,
    "conflicts" INTEGER NOT NULL,
    "linkedAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Division" (
    "code" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "parent" TEXT NOT NULL,
    "validFrom" TEXT NOT NULL,
    "validTo" TEXT,
    "mergedInto" TEXT,

    PRIMARY KEY ("code", "validFrom")
);

-- CreateIndex
CREATE INDEX "AccessGrant_purpose_validTo_idx" ON "AccessGrant"("purpose", "validTo");

-- CreateIndex
CREATE INDEX "AccessGrant_department_idx" ON "AccessGrant"("department");

-- CreateIndex
CREATE INDEX "AuditPerson_seq_idx" ON "AuditPerson"("seq");

-- CreateIndex
CREATE INDEX "Entity_mergedInto_kind_id_idx" ON "Entity"("mergedInto", "kind", "id");

-- CreateIndex
CREATE INDEX "Entity_mergedInto_kind_gridCode_id_idx" ON "Entity"("mergedInto", "kind", "gridCode", "id");

-- CreateIndex
CREATE INDEX "Entity_mergedInto_kind_villageCode_id_idx" ON "Entity"("mergedInto", "kind", "villageCode", "id");

-- CreateIndex
CREATE INDEX "Entity_mergedInto_kind_townCode_id_idx" ON "Entity"("mergedInto", "kind", "townCode", "id");

-- CreateIndex
CREATE INDEX "Entity_mergedInto_kind_searchName_idx" ON "Entity"("mergedInto", "kind", "searchName");

-- CreateIndex
CREATE INDEX "Entity_mergedInto_kind_code_idx" ON "Entity"("mergedInto", "kind", "code");

-- CreateIndex
CREATE INDEX "Entity_houseId_mergedInto_kind_id_idx" ON "Entity"("houseId", "mergedInto", "kind", "id");

-- CreateIndex
CREATE INDEX "Entity_stale_kind_id_idx" ON "Entity"("stale", "kind", "id");

-- CreateIndex
CREATE INDEX "Link_entityId_idx" ON "Link"("entityId");

-- CreateIndex
CREATE INDEX "NumberIndex_entityId_idx" ON "NumberIndex"("entityId");

-- CreateIndex
CREATE INDEX "Candidate_state_kind_idx" ON "Candidate"("state", "kind");

-- CreateIndex
CREATE INDEX "Merge_fromId_idx" ON "Merge"("fromId");

-- CreateIndex
CREATE INDEX "Merge_intoId_idx" ON "Merge"("intoId");

-- CreateIndex
CREATE INDEX "Conflict_otherId_idx" ON "Conflict"("otherId");

-- CreateIndex
CREATE INDEX "Conflict_state_idx" ON "Conflict"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Conflict_department_kind_localKey_code_key" ON "Conflict"("department", "kind", "localKey", "code");

-- CreateIndex
CREATE INDEX "Participation_personId_eventId_idx" ON "Participation"("personId", "eventId");

-- CreateIndex
CREATE INDEX "Participation_department_localKey_idx" ON "Participation"("department", "localKey");

-- CreateIndex
CREATE INDEX "Division_parent_idx" ON "Division"("parent");
