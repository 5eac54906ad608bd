-- DropIndex
DROP INDEX "Link_entityId_idx";

-- CreateTable
CREATE TABLE "FirstLoad" (
    "kind" TEXT NOT NULL PRIMARY KEY,
    "writes" INTEGER NOT NULL
);

-- CreateIndex
CREATE INDEX "Link_entityId_live_department_localKey_idx" ON "Link"("entityId", "live", "department", "localKey");
