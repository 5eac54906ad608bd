/**
 * A hub that takes entries of base data and delivers them, and kills itself at one step. Arguments: the store's URL, the folder of the estate,
 * the text secret in hex, the step or `none`, and what is to be entered as JSON. Tells of each entry once it is in the store.
 */
import { join } from 'node:path'
import { SecretRing } from '../../access/secret-ring.ts'
import { openStore } from '../../prisma/store.ts'
import type { BaseDataKeeper } from '../../subgraphs/kit/base-data.ts'
import { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import { politicalLegal } from '../../subgraphs/political-legal/political-legal.ts'
import { TextSealer } from '../../subgraphs/registry/corrections/sealed-text.ts'
import { deliverDue, deliverEntry } from '../../subgraphs/registry/entries/deliver.ts'
import { entryDoors } from '../../subgraphs/registry/entries/doors.ts'
import { recordBaseData, type EnteredEntity } from '../../subgraphs/registry/entries/record.ts'
import type { Entered, KillStep } from './entry.ts'

const [url = '', estate = '', secret = '', step = 'none', given = '[]'] = process.argv.slice(2)
const signal = AbortSignal.timeout(120_000)
/** Past every wait of the outbox. */
const LONG_MS = 10 * 86_400_000
const dieAt = (at: KillStep) => {
  if (at === step) process.kill(process.pid, 'SIGKILL')
}

const store = await openStore(url)
const ring = new SecretRing([Buffer.from(secret, 'hex')])
const runtime = await DepartmentRuntime.open(
  politicalLegal,
  { connection: { path: join(estate, 'political-legal/political-legal.db') } },
  ring,
  () => {},
)
const keeper: BaseDataKeeper = {
  known: (...asked) => runtime.baseData.known(...asked),
  async row(...asked) {
    dieAt('before the department is read')
    const row = await runtime.baseData.row(...asked)
    dieAt('before the version is set down')
    return row
  },
  async write(...change) {
    dieAt('before the write')
    // Somewhere within it, before or after its commit.
    if (step === 'during the write') setTimeout(() => dieAt('during the write'), Math.random() * 6)
    await runtime.baseData.write(...change)
    dieAt('before the mark')
  },
}
const doors = entryDoors({
  store,
  specs: [politicalLegal],
  texts: new TextSealer(ring),
  keepers: new Map([['political-legal', keeper]]),
  linkRecord: () => {
    dieAt('after the mark')
    return Promise.resolve()
  },
})

// What stood in the outbox when the hub before this one died, whenever it is due.
await deliverDue(doors, Date.now() + LONG_MS, signal)
for (const { house, key, row, seen, residents, idempotencyKey } of JSON.parse(given) as Entered[]) {
  const entity: EnteredEntity = {
    id: house,
    kind: 'House',
    gridCode: '370283001001001',
    golden: { addressCode: { value: key, source: 'public-security', asOf: null, others: [] } },
    links: new Map(row === null ? [] : [['political-legal', [`GridHouse/house/${row}`]]]),
  }
  const values = [{ item: 'HOUSE_RESIDENT_COUNT', value: String(residents) }] as const
  const actor = { subject: 'worker', department: 'political-legal' }
  const number = await recordBaseData(
    doors,
    { subject: house, values, seen },
    { decide: () => ({ verdict: 'ALLOW', grant: null }) },
    { actor, at: Date.now(), idempotencyKey },
    () => {
      dieAt('before the transaction')
      // Somewhere within it, or just behind.
      if (step === 'during the transaction') setTimeout(() => dieAt('during the transaction'), Math.random() * 6)
      return Promise.resolve(entity)
    },
  )
  dieAt('after the transaction')
  process.send?.(idempotencyKey)
  await deliverEntry(doors, number, Date.now(), signal)
}
// Those that were to happen in the middle come too late when all was quicker.
if (step.startsWith('during')) process.kill(process.pid, 'SIGKILL')
await deliverDue(doors, Date.now() + LONG_MS, signal)
await runtime.close()
await store.close()
process.disconnect?.()
