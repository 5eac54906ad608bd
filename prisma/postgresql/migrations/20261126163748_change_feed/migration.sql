-- AlterTable
ALTER TABLE "Entity" ADD COLUMN     "changeSeq" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "ChangeClock" (
    "id" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "ChangeClock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ForgottenEntity" (
    "entityId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "forgottenAt" BIGINT NOT NULL,

    CONSTRAINT "ForgottenEntity_pkey" PRIMARY KEY ("entityId")
);

-- CreateIndex
CREATE INDEX "ForgottenEntity_kind_seq_entityId_idx" ON "ForgottenEntity"("kind", "seq", "entityId");

-- CreateIndex
CREATE INDEX "ForgottenEntity_forgottenAt_idx" ON "ForgottenEntity"("forgottenAt");

-- CreateIndex
CREATE INDEX "Entity_kind_changeSeq_id_idx" ON "Entity"("kind", "changeSeq", "id");
