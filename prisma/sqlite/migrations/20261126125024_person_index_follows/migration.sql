-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_AuditHead" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "indexed" BIGINT NOT NULL DEFAULT 0
);
INSERT INTO "new_AuditHead" ("hash", "id", "seq") SELECT "hash", "id", "seq" FROM "AuditHead";
DROP TABLE "AuditHead";
ALTER TABLE "new_AuditHead" RENAME TO "AuditHead";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- Until now the index was written together with each record.
UPDATE "AuditHead" SET "indexed" = "seq";
