-- CreateTable
CREATE TABLE "LinkCount" (
    "department" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "live" INTEGER NOT NULL,
    "own" INTEGER NOT NULL,

    PRIMARY KEY ("department", "kind", "prefix")
);

-- What is linked already, by the front of its key up to the second slash.
INSERT INTO "LinkCount" ("department", "kind", "prefix", "live", "own")
SELECT "department", "kind",
    substr("localKey", 1, instr("localKey", '/') + instr(substr("localKey", instr("localKey", '/') + 1), '/')) AS "prefix",
    count(*), sum("tier" = 'OWN')
FROM "Link" WHERE "live" = 1
GROUP BY 1, 2, 3;
