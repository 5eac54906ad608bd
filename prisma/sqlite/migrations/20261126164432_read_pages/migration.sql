-- CreateTable
CREATE TABLE "ReadPage" (
    "department" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "feed" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "rows" TEXT NOT NULL,
    "seenAt" BIGINT NOT NULL,

    PRIMARY KEY ("department", "kind", "feed", "place")
);
