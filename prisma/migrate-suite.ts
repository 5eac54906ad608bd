/** Migrations that move rows of a store, on every provider. What a whole former version wrote is tried in e2e/former-store. */
import { expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { deployMigrations } from './migrate.ts'
import { openStore, type HubStore } from './store.ts'

/** `url` names an empty store; `drop` is given it in the end. */
export function describeMigrations(name: string, url: string, drop: (store: HubStore) => Promise<void>): void {
  test(`homes that were kept before they named the person stay, with the person of the record, on ${name}`, async () => {
    await deployMigrations(url, '20261126164432_read_pages')
    let store = await openStore(url)
    const link = {
      department: 'public-security',
      kind: 'Person',
      localKey: 'Resident/self/1',
      entityId: 'P-1',
      tier: 'NUMBER',
      matchKey: null,
      linkedAt: 1,
      digest: '',
      eventKey: null,
      identity: '{}',
      live: 1,
      goneAt: null,
    }
    // A house under the same key has no home of its own.
    const links = [link, { ...link, kind: 'House', entityId: 'H-1' }]
    await store.sql.insertInto('Link').values(links).execute()
    for (const localKey of ['Resident/self/1', 'Resident/self/2'])
      await sql`insert into ${sql.table('Residence')} values (${'public-security'}, ${localKey}, ${'A1'}, ${''}, ${'2020-03-01'}, null)`.execute(
        store.sql,
      )
    await store.close()
    expect(await deployMigrations(url)).toContain('20261126165144_residence_of_person')
    store = await openStore(url)
    try {
      expect(await store.sql.selectFrom('Residence').selectAll().execute()).toEqual([
        {
          personId: 'P-1',
          department: 'public-security',
          localKey: 'Resident/self/1',
          addressCode: 'A1',
          gridCode: '',
          since: '2020-03-01',
          until: null,
        },
      ])
    } finally {
      await drop(store)
      await store.close()
    }
  })
}
