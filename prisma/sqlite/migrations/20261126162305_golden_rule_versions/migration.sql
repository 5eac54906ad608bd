-- CreateTable
CREATE TABLE "GoldenRuleVersion" (
    "version" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "digest" TEXT NOT NULL,
    "since" BIGINT NOT NULL
);
