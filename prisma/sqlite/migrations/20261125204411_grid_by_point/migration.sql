-- CreateTable
CREATE TABLE "GridBoundary" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "boundary" TEXT NOT NULL,
    "validFrom" TEXT,
    "validTo" TEXT,
    "changedAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "PlacedPoint" (
    "entityId" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "longitude" REAL NOT NULL,
    "latitude" REAL NOT NULL,
    "day" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "gridCode" TEXT
);

-- CreateIndex
CREATE INDEX "PlacedPoint_longitude_idx" ON "PlacedPoint"("longitude");

-- CreateIndex
CREATE INDEX "PlacedPoint_department_outcome_idx" ON "PlacedPoint"("department", "outcome");
