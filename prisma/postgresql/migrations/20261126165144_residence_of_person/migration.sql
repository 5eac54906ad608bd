-- AlterTable
ALTER TABLE "Residence" DROP CONSTRAINT "Residence_pkey",
ADD COLUMN     "personId" TEXT;

-- Whose home it was: of the person to whom the record belongs.
UPDATE "Residence" SET "personId" = "Link"."entityId" FROM "Link"
WHERE "Link"."department" = "Residence"."department" AND "Link"."kind" = 'Person' AND "Link"."localKey" = "Residence"."localKey";
DELETE FROM "Residence" WHERE "personId" IS NULL;

-- AlterTable
ALTER TABLE "Residence" ALTER COLUMN "personId" SET NOT NULL,
ADD CONSTRAINT "Residence_pkey" PRIMARY KEY ("personId", "department", "localKey", "addressCode", "gridCode", "since");

-- CreateIndex
CREATE INDEX "Residence_department_localKey_idx" ON "Residence"("department", "localKey");
