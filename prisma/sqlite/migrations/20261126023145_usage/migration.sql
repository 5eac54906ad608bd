-- CreateTable
CREATE TABLE "UsagePerson" (
    "subject" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "hour" BIGINT NOT NULL,
    "personId" TEXT NOT NULL,

    PRIMARY KEY ("subject", "purpose", "hour", "personId")
);

-- CreateTable
CREATE TABLE "UsageCost" (
    "subject" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "hour" BIGINT NOT NULL,
    "cost" BIGINT NOT NULL,

    PRIMARY KEY ("subject", "purpose", "hour")
);

-- CreateIndex
CREATE INDEX "UsagePerson_hour_idx" ON "UsagePerson"("hour");

-- CreateIndex
CREATE INDEX "UsageCost_hour_idx" ON "UsageCost"("hour");
