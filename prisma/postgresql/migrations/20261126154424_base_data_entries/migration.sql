-- CreateTable
CREATE TABLE "BaseDataEntry" (
    "number" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "workerDepartment" TEXT,
    "entityId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "gridCode" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "enteredAt" BIGINT NOT NULL,

    CONSTRAINT "BaseDataEntry_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "BaseDataDelivery" (
    "number" TEXT NOT NULL,
    "entry" TEXT NOT NULL,
    "department" TEXT NOT NULL,
    "record" TEXT NOT NULL,
    "recordKey" TEXT NOT NULL,
    "fields" TEXT NOT NULL,
    "values" TEXT,
    "way" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "seen" TEXT NOT NULL,
    "writeVersion" TEXT,
    "tries" INTEGER NOT NULL,
    "nextTryAt" BIGINT,
    "fault" TEXT,
    "newerAsOf" BIGINT,
    "dueAt" BIGINT,
    "note" TEXT,
    "enteredAt" BIGINT NOT NULL,
    "closedAt" BIGINT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "BaseDataDelivery_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "BaseDataStep" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "actorDepartment" TEXT,
    "action" TEXT NOT NULL,
    "fromState" TEXT,
    "toState" TEXT NOT NULL,
    "content" TEXT NOT NULL,

    CONSTRAINT "BaseDataStep_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BaseDataEntry_worker_enteredAt_idx" ON "BaseDataEntry"("worker", "enteredAt");

-- CreateIndex
CREATE INDEX "BaseDataEntry_entityId_idx" ON "BaseDataEntry"("entityId");

-- CreateIndex
CREATE INDEX "BaseDataEntry_enteredAt_idx" ON "BaseDataEntry"("enteredAt");

-- CreateIndex
CREATE INDEX "BaseDataDelivery_entry_idx" ON "BaseDataDelivery"("entry");

-- CreateIndex
CREATE INDEX "BaseDataDelivery_state_nextTryAt_idx" ON "BaseDataDelivery"("state", "nextTryAt");

-- CreateIndex
CREATE INDEX "BaseDataDelivery_department_state_enteredAt_idx" ON "BaseDataDelivery"("department", "state", "enteredAt");

-- CreateIndex
CREATE INDEX "BaseDataDelivery_closedAt_idx" ON "BaseDataDelivery"("closedAt");

-- CreateIndex
CREATE UNIQUE INDEX "BaseDataStep_number_version_key" ON "BaseDataStep"("number", "version");
