-- DropIndex
DROP INDEX "Link_entityId_idx";

-- CreateTable
CREATE TABLE "FirstLoad" (
    "kind" TEXT NOT NULL,
    "writes" INTEGER NOT NULL,

    CONSTRAINT "FirstLoad_pkey" PRIMARY KEY ("kind")
);

-- CreateIndex
CREATE INDEX "Link_entityId_live_department_localKey_idx" ON "Link"("entityId", "live", "department", "localKey");
