-- CreateTable
CREATE TABLE "LinkCount" (
    "department" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "live" INTEGER NOT NULL,
    "own" INTEGER NOT NULL,

    CONSTRAINT "LinkCount_pkey" PRIMARY KEY ("department","kind","prefix")
);

-- What is linked already, by the front of its key up to the second slash.
INSERT INTO "LinkCount" ("department", "kind", "prefix", "live", "own")
SELECT "department", "kind", coalesce(substring("localKey" from '^[^/]*/[^/]*/'), '') AS "prefix",
    count(*), count(*) FILTER (WHERE "tier" = 'OWN')
FROM "Link" WHERE "live" = 1
GROUP BY 1, 2, 3;
