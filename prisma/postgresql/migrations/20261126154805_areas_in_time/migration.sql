-- DropTable
DROP TABLE "Division";

-- CreateTable
CREATE TABLE "Area" (
    "code" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "name" TEXT,
    "validFrom" TEXT,
    "validTo" TEXT,
    "source" TEXT NOT NULL,

    CONSTRAINT "Area_pkey" PRIMARY KEY ("code","source")
);

-- CreateTable
CREATE TABLE "AreaSuccession" (
    "code" TEXT NOT NULL,
    "successor" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "change" TEXT NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "AreaSuccession_pkey" PRIMARY KEY ("code","successor","since","source")
);

-- CreateTable
CREATE TABLE "AreaVersion" (
    "id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "AreaVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PointGrid" (
    "entityId" TEXT NOT NULL,
    "gridCode" TEXT NOT NULL,

    CONSTRAINT "PointGrid_pkey" PRIMARY KEY ("entityId")
);

-- CreateTable
CREATE TABLE "Residence" (
    "department" TEXT NOT NULL,
    "localKey" TEXT NOT NULL,
    "addressCode" TEXT NOT NULL,
    "gridCode" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "until" TEXT,

    CONSTRAINT "Residence_pkey" PRIMARY KEY ("department","localKey","addressCode","gridCode","since")
);

-- CreateIndex
CREATE INDEX "Area_level_idx" ON "Area"("level");

-- CreateIndex
CREATE INDEX "AreaSuccession_successor_idx" ON "AreaSuccession"("successor");

-- CreateIndex
CREATE INDEX "PointGrid_gridCode_idx" ON "PointGrid"("gridCode");
