-- AlterTable
ALTER TABLE "Residence" DROP CONSTRAINT "Residence_pkey",
ADD COLUMN     "personId" TEXT NOT NULL,
ADD CONSTRAINT "Residence_pkey" PRIMARY KEY ("personId", "department", "localKey", "addressCode", "gridCode", "since");

-- CreateIndex
CREATE INDEX "Residence_department_localKey_idx" ON "Residence"("department", "localKey");
