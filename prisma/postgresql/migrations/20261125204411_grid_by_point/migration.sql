-- CreateTable
CREATE TABLE "GridBoundary" (
    "code" TEXT NOT NULL,
    "boundary" TEXT NOT NULL,
    "validFrom" TEXT,
    "validTo" TEXT,
    "changedAt" BIGINT NOT NULL,

    CONSTRAINT "GridBoundary_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "PlacedPoint" (
    "entityId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "longitude" DOUBLE PRECISION NOT NULL,
    "latitude" DOUBLE PRECISION NOT NULL,
    "day" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "gridCode" TEXT,

    CONSTRAINT "PlacedPoint_pkey" PRIMARY KEY ("entityId")
);

-- CreateIndex
CREATE INDEX "PlacedPoint_longitude_idx" ON "PlacedPoint"("longitude");

-- CreateIndex
CREATE INDEX "PlacedPoint_department_outcome_idx" ON "PlacedPoint"("department", "outcome");
