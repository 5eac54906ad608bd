/** Hub ids of the demo household, found by its legacy keys: for the examples of the start page and the explorer. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Demo } from '../samples/demo-file.ts'
import type { HubStore } from '../prisma/store.ts'
import { formatLocalKey, parseLocalKey, SELF } from '../schema/local-key.ts'

export interface DemoIds {
  readonly person: string
  readonly house: string
  readonly caseNumber: string
  /** An application for relief of somebody in the demo grid: a case of its grid worker's. */
  readonly reliefCase: string
  readonly grid: string
  /** The company that the person heads. */
  readonly organisation: string
}

/** Null where the hub serves no stand-in estate. */
export async function demoIds(store: HubStore, data: string): Promise<DemoIds | null> {
  const file = resolve(data, 'estate/truth/demo.json')
  if (!existsSync(file)) return null
  const demo = JSON.parse(readFileSync(file, 'utf8')) as Demo
  const person = await entityOf(store, 'public-security', 'Person', formatLocalKey('Resident', SELF, demo.citizen.RYBH))
  const house = await entityOf(
    store,
    'public-security',
    'House',
    formatLocalKey('StandardAddress', SELF, demo.home.DZBM),
  )
  const company = formatLocalKey('Company', SELF, demo.company.ZTBM)
  const organisation = await entityOf(store, 'market-regulation', 'Organisation', company)
  const reliefCase = await applicationIn(store, demo.grid.code)
  if (!person || !house || !organisation || !reliefCase) return null
  return { person, house, organisation, caseNumber: demo.mediation.JFBH, reliefCase, grid: demo.grid.code }
}

// Private:

async function entityOf(store: HubStore, department: string, kind: string, localKey: string): Promise<string | null> {
  const row = await store.sql
    .selectFrom('Link')
    .select('entityId')
    .where('department', '=', department)
    .where('kind', '=', kind)
    .where('localKey', '=', localKey)
    .executeTakeFirst()
  return row?.entityId ?? null
}

/** Number of the first application that a person of the grid handed in at the approval service. */
async function applicationIn(store: HubStore, grid: string): Promise<string | null> {
  const row = await store.sql
    .selectFrom('Link')
    .innerJoin('Entity', 'Entity.id', 'Link.entityId')
    .select('Link.localKey')
    .where('Link.department', '=', 'approval-service')
    .where('Link.kind', '=', 'Person')
    .where('Link.localKey', 'like', 'Application/%')
    .where('Link.live', '=', 1)
    .where('Entity.gridCode', '=', grid)
    .orderBy('Link.localKey')
    .executeTakeFirst()
  return row ? parseLocalKey(row.localKey).key : null
}
