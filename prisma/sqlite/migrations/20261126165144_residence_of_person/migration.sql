-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Residence" (
    "personId" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "localKey" TEXT NOT NULL,
    "addressCode" TEXT NOT NULL,
    "gridCode" TEXT NOT NULL,
    "since" TEXT NOT NULL,
    "until" TEXT,

    PRIMARY KEY ("personId", "department", "localKey", "addressCode", "gridCode", "since")
);
-- Whose home it was: of the person to whom the record belongs.
INSERT INTO "new_Residence" ("personId", "addressCode", "department", "gridCode", "localKey", "since", "until")
SELECT "Link"."entityId", "Residence"."addressCode", "Residence"."department", "Residence"."gridCode", "Residence"."localKey", "Residence"."since", "Residence"."until"
FROM "Residence" JOIN "Link" ON "Link"."department" = "Residence"."department" AND "Link"."kind" = 'Person' AND "Link"."localKey" = "Residence"."localKey";
DROP TABLE "Residence";
ALTER TABLE "new_Residence" RENAME TO "Residence";
CREATE INDEX "Residence_department_localKey_idx" ON "Residence"("department", "localKey");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
