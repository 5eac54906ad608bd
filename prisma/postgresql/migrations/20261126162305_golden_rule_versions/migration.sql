-- CreateTable
CREATE TABLE "GoldenRuleVersion" (
    "version" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "since" BIGINT NOT NULL,

    CONSTRAINT "GoldenRuleVersion_pkey" PRIMARY KEY ("version")
);
