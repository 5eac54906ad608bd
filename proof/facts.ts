/** What the oracle is given to read: the store's rows, the departments' records, the text of the supergraph, the published pages. */
import { resolve } from 'node:path'
import { projectFolder } from '../runner/project-folder.ts'
import type { City } from './city.ts'
import { Cutter } from './cut.ts'
import { readClassification, regraded } from './law/classification.ts'
import { Oracle } from './law/oracle.ts'
import { readRecords } from './law/records.ts'
import { readRights } from './law/rights.ts'
import { Rows } from './law/rows.ts'
import type { Judges } from './verdicts.ts'

export async function judgesOf(city: City): Promise<Judges> {
  const { sql } = city.test.hub.store
  const rights = await readRights((table) => sql.selectFrom(table).selectAll().execute())
  const oracle = new Oracle(regraded(readClassification(city.supergraph), rights.regradings), rights, Date.now())
  const records = readRecords(resolve(projectFolder(), 'docs/departments'))
  const links = await sql
    .selectFrom('Link')
    .select(['department', 'kind', 'localKey', 'entityId', 'identity'])
    .where('live', '=', 1)
    .execute()
  const rows = new Rows(
    {
      links: links.map(({ identity, ...link }) => ({
        ...link,
        saidGrid: (JSON.parse(identity) as { values: { gridCode?: string } }).values.gridCode ?? null,
      })),
      entities: await sql
        .selectFrom('Entity')
        .select(['id', 'kind', 'gridCode', 'code'])
        .where('mergedInto', 'is', null)
        .execute(),
      participations: await sql.selectFrom('Participation').select(['eventId', 'personId']).execute(),
      records: (name) =>
        (city.canaries.records.get(name) ?? []).map(({ plain, model }) => ({
          id: plain.id,
          ...Object.fromEntries(model.values.map(([field]) => [field, plain[field]])),
        })),
    },
    oracle,
  )
  return { city, oracle, rows, cutter: new Cutter(city.test.hub.gateway.supergraph.api, oracle, records) }
}
