-- CreateTable
CREATE TABLE "ChangeClock" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "seq" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "ForgottenEntity" (
    "entityId" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "forgottenAt" BIGINT NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Entity" (
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
    "updatedAt" BIGINT NOT NULL,
    "changeSeq" BIGINT NOT NULL DEFAULT 0
);
INSERT INTO "new_Entity" ("category", "code", "dueAt", "golden", "gridCode", "handler", "houseId", "id", "kind", "mergedInto", "reportedAt", "searchName", "stale", "state", "townCode", "updatedAt", "villageCode") SELECT "category", "code", "dueAt", "golden", "gridCode", "handler", "houseId", "id", "kind", "mergedInto", "reportedAt", "searchName", "stale", "state", "townCode", "updatedAt", "villageCode" FROM "Entity";
DROP TABLE "Entity";
ALTER TABLE "new_Entity" RENAME TO "Entity";
CREATE INDEX "Entity_mergedInto_kind_id_idx" ON "Entity"("mergedInto", "kind", "id");
CREATE INDEX "Entity_mergedInto_kind_gridCode_id_idx" ON "Entity"("mergedInto", "kind", "gridCode", "id");
CREATE INDEX "Entity_mergedInto_kind_villageCode_id_idx" ON "Entity"("mergedInto", "kind", "villageCode", "id");
CREATE INDEX "Entity_mergedInto_kind_townCode_id_idx" ON "Entity"("mergedInto", "kind", "townCode", "id");
CREATE INDEX "Entity_mergedInto_kind_searchName_idx" ON "Entity"("mergedInto", "kind", "searchName");
CREATE INDEX "Entity_mergedInto_kind_code_idx" ON "Entity"("mergedInto", "kind", "code");
CREATE INDEX "Entity_houseId_mergedInto_kind_id_idx" ON "Entity"("houseId", "mergedInto", "kind", "id");
CREATE INDEX "Entity_stale_kind_id_idx" ON "Entity"("stale", "kind", "id");
CREATE INDEX "Entity_kind_changeSeq_id_idx" ON "Entity"("kind", "changeSeq", "id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "ForgottenEntity_kind_seq_entityId_idx" ON "ForgottenEntity"("kind", "seq", "entityId");

-- CreateIndex
CREATE INDEX "ForgottenEntity_forgottenAt_idx" ON "ForgottenEntity"("forgottenAt");
