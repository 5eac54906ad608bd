/**
 * `npm run --silent person -- kept ID`: what the hub keeps of a person, as counts by table, and which departments speak for the person.
 * `npm run --silent person -- forget ID`: deletes it, where no department keeps a record any more, and prints the receipt.
 * Exit 0 done, 1 refused, 2 wrong use. Values are never printed.
 */
import { existsSync } from 'node:fs'
import { eraseDeleted } from '../prisma/erase.ts'
import { fileOf, providerOf } from '../prisma/provider.ts'
import { openStore, type HubStore } from '../prisma/store.ts'
import { forgetPerson, idsOf, keptBy, keptRows, personalTables } from '../subgraphs/registry/rights/forget.ts'
import { readSettings } from './settings.ts'

const [verb, id, ...more] = process.argv.slice(2)
process.exitCode = await run()

async function run(): Promise<number> {
  if ((verb !== 'kept' && verb !== 'forget') || id === undefined || !/^P-[0-9A-Z]{20}$/.test(id) || more.length > 0) {
    console.error('Use: npm run --silent person -- kept|forget P-XXXXXXXXXXXXXXXXXXXX')
    return 2
  }
  const { store: url } = readSettings(process.env)
  if (providerOf(url) === 'sqlite' && !existsSync(fileOf(url))) {
    console.error('There is no hub store: run `npm start` once, or set PENTAGRAPH_STORE.')
    return 1
  }
  const store = await openStore(url)
  try {
    return verb === 'kept' ? await kept(store, id) : await forget(store, id)
  } finally {
    await store.close()
  }
}

async function kept(store: HubStore, person: string): Promise<number> {
  const ids = await idsOf(store.sql, person)
  if (ids.length === 0) return unknown()
  console.log(
    JSON.stringify({ ids, rows: await keptRows(store.sql, ids), departments: await keptBy(store.sql, ids) }, null, 2),
  )
  return 0
}

async function forget(store: HubStore, person: string): Promise<number> {
  const done = await forgetPerson(store, person)
  if (done.outcome === 'NOT_FOUND') return unknown()
  if (done.outcome === 'KEPT') {
    console.error(`Nothing was deleted: ${done.departments.join(', ')} keep records of this person by their own duty.`)
    return 1
  }
  await eraseDeleted(store, personalTables)
  console.log(JSON.stringify(done.receipt, null, 2))
  return 0
}

function unknown(): number {
  console.error('The hub keeps no such person.')
  return 1
}
