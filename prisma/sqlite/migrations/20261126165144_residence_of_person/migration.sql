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
INSERT INTO "new_Residence" ("addressCode", "department", "gridCode", "localKey", "since", "until") SELECT "addressCode", "department", "gridCode", "localKey", "since", "until" FROM "Residence";
DROP TABLE "Residence";
ALTER TABLE "new_Residence" RENAME TO "Residence";
CREATE INDEX "Residence_department_localKey_idx" ON "Residence"("department", "localKey");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
