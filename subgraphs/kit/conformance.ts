/**
 * The one suite that holds all departments together: `conformance(housing, { path })` in each room's test. It opens the department on a
 * few legacy rows as the source gives them and checks what every department owes the graph.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isNonNullType, isObjectType } from 'graphql'
import type { AccessContext, Grant } from '../../access/principal.ts'
import { refSealer } from '../../access/local-ref.ts'
import { idNumberMask, nameMask, phoneMask } from '../../access/masks.ts'
import type { Connection } from '../../adapters/open.ts'
import { issueCodes } from '../../schema/issues.ts'
import { parseLocalKey } from '../../schema/local-key.ts'
import { catalogue } from './catalogue.ts'
import type { DepartmentSpec, RecordSpec } from './declaration.ts'
import { DepartmentRuntime } from './department-runtime.ts'
import { classificationOf, OTHER } from './fields.ts'
import { identityFields, shownLevels, type Identity } from './identity.ts'
import { isQuiet } from './link-source.ts'
import { refField } from './subgraph.ts'

/** Where the rows are: a folder or file, or a function that starts a stand-in server. */
export type Rows = Connection | (() => Promise<{ readonly connection: Connection; close(): Promise<void> }>)

const secret = new Uint8Array(32).fill(7)
const signal = new AbortController().signal

export function conformance(spec: DepartmentSpec, rows: Rows): void {
  describe(`${spec.name} keeps the contract of every department`, () => {
    const snapshots = mkdtempSync(join(tmpdir(), 'conformance-'))
    let runtime: DepartmentRuntime
    let closeRows = async () => {}

    beforeAll(async () => {
      const given = typeof rows === 'function' ? await rows() : { connection: rows, close: async () => {} }
      closeRows = given.close
      runtime = await DepartmentRuntime.open(spec, { connection: { snapshots, ...given.connection } }, secret, () => {})
      await runtime.adapter.refresh({ signal })
    })
    afterAll(async () => {
      await runtime?.close()
      await closeRows()
      rmSync(snapshots, { recursive: true, force: true })
    })

    test('every record has rows, and every column of the source is mapped or ignored', async () => {
      const states = await runtime.adapter.state({ signal })
      for (const record of spec.records) {
        const state = states.find((one) => one.table === record.from.table)
        expect({ record: record.name, rows: (state?.rows ?? 0) > 0 }).toEqual({ record: record.name, rows: true })
        expect(state?.remarks.filter((remark) => remark.includes('UNMAPPED_COLUMN'))).toEqual([])
      }
    })

    test('columns that must not be taken in are in a source that is loaded: only the loader can promise it', () => {
      const promised = spec.records.filter((record) => record.from.never !== undefined).map(({ from }) => from.table)
      expect(promised.filter((table) => !runtime.adapter.capabilitiesOf(table).snapshot)).toEqual([])
    })

    test('levels fit the sharing: unconditional at most 2, conditional at least 2, never shared is 4', () => {
      const wrong = catalogue(spec).filter(
        ({ level, sharing }) =>
          (sharing === 'UNCONDITIONAL' && level > 2) ||
          (sharing === 'CONDITIONAL' && level < 2) ||
          (sharing === 'NEVER' && level !== 4),
      )
      expect(wrong.map((entry) => entry.path)).toEqual([])
    })

    test('what it tells the registry of an event, an object or a house is shown there at no lower level', () => {
      expect(spec.records.flatMap(shownLower)).toEqual([])
    })

    test('records that are never shared have no list: what nobody may read is not asked for', () => {
      const listed = spec.records.filter(({ classified, root }) => classified.sharing === 'NEVER' && root !== undefined)
      expect(listed.map(({ name }) => name)).toEqual([])
    })

    test('in a record about a person, every name, number and telephone says whose it is', () => {
      expect(spec.records.flatMap(nobodysValues)).toEqual([])
    })

    test('everything is described, records in Chinese too', () => {
      for (const record of spec.records) {
        expect(record.description).toMatch(/\p{Script=Han}/u)
        for (const [name, field] of Object.entries(record.fields))
          expect({ name, long: field.description.length > 3 }).toEqual({ name, long: true })
      }
    })

    test('nothing personal can be filtered by', () => {
      for (const record of spec.records) {
        for (const [name, field] of Object.entries(record.fields)) {
          if (field.kind !== 'value' || !field.options.filter) continue
          expect({
            name,
            level: classificationOf(record.classified, field.options).level <= 2,
            masked: field.options.mask !== undefined,
          }).toEqual({ name, level: true, masked: false })
        }
      }
    })

    test('every field that it adds to an entity may be null, so that its outage costs its own fields only', () => {
      for (const [kind, fields] of Object.entries(spec.extend)) {
        const type = runtime.subgraph.schema.getType(kind)
        if (!isObjectType(type)) throw new Error(`${kind} is missing`)
        for (const name of Object.keys(fields ?? {})) {
          const field = type.getFields()[name]
          expect({ name, nullable: field && !isNonNullType(field.type) }).toEqual({ name, nullable: true })
        }
      }
    })

    test('what it lets corrections write stands in tables that take writes, and changes no step of a life', () => {
      for (const record of spec.records) {
        const { table, correctable = [] } = record.from
        const names = correctable.filter((name) => /^(?:state|version|dueAt|handlerNumber|mediatorNumber)$/.test(name))
        expect({ record: record.name, names }).toEqual({ record: record.name, names: [] })
        if (correctable.length > 0) expect(runtime.adapter.capabilitiesOf(table).write).toBe(true)
      }
    })

    test('its values are read, or known as issues', async () => {
      for (const model of runtime.models.values()) {
        const { rows: some } = await runtime.adapter.table(model.spec.from.table).scan({ limit: 200 }, { signal })
        for (const row of some) {
          for (const issue of model.issues(row)) expect(Object.keys(issueCodes)).toContain(issue.code)
          const plain = model.plain(row)
          for (const [name] of model.values) {
            const value = plain?.[name]
            if (typeof value === 'string') expect(value.isWellFormed()).toBe(true)
          }
        }
      }
    })

    test('records come back by key in the order asked, repeated and missing keys too', async () => {
      for (const model of runtime.models.values()) {
        const table = runtime.adapter.table(model.spec.from.table)
        const { rows: some } = await table.scan({ limit: 3 }, { signal })
        const keys = some.map((row) => row[model.spec.from.key] ?? '')
        const asked = [...keys].reverse().concat(['no such key', ...keys])
        const found = await table.getMany(asked, { signal })
        expect(found.map((row) => row?.[model.spec.from.key] ?? null)).toEqual(
          asked.map((key) => (key === 'no such key' ? null : key)),
        )
      }
    })

    test('identities name their own rows with values the registry understands', async () => {
      for (const kind of runtime.link.entities) {
        const all: Identity[] = []
        for await (const batch of runtime.link.identities(kind, signal)) all.push(...batch)
        for (const identity of all) {
          expect(runtime.models.has(parseLocalKey(identity.key).record)).toBe(true)
          for (const name of Object.keys(identity.values))
            expect(identityFields[kind] as readonly string[]).toContain(name)
        }
        const some = all.slice(0, 5).map((identity) => identity.key)
        const again = await runtime.link.identify(kind, some, signal)
        expect(again.map((identity) => identity?.key)).toEqual(some)
      }
    })

    test('nothing conditional is told without a purpose, and nothing at all without a gateway', async () => {
      for (const [kind, fields] of Object.entries(spec.extend)) {
        const keys = await keysOf(runtime, kind as never)
        if (keys.length === 0) continue
        for (const name of Object.keys(fields ?? {})) {
          const place = runtime.subgraph.places.get(`${kind}.${name}`)
          if (place?.sharing !== 'CONDITIONAL') continue
          const answer = await runtime.execute({
            query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${kind} { ${name} ${selectionOf(runtime, kind, name)} } } }`,
            variables: {
              r: [
                {
                  __typename: kind,
                  id: 'X',
                  [refField(spec.name)]: refSealer(spec.name, secret).seal(keys.slice(0, 1)),
                },
              ],
            },
            access: stranger,
            signal,
          })
          expect(answer.errors?.[0]?.extensions?.['code']).toBe('FIELD_DENIED')
          expect(JSON.stringify(answer.data)).not.toMatch(/[0-9]{17}/)
        }
      }
    })

    test('what is wrong with its data is listed once each, page by page, to its own people only', async () => {
      const field = `${refField(spec.name).slice(0, -'Ref'.length)}DataIssues`
      const query = `query($r: String!, $a: String) { ${field}(record: $r, first: 3, after: $a) { nodes { key field code } endCursor hasNextPage } }`
      for (const model of runtime.models.values()) {
        const { rows: all } = await runtime.adapter.table(model.spec.from.table).scan({ limit: 500 }, { signal })
        const expected =
          all.flatMap((row) => model.issues(row)).length +
          (await runtime.adapter.quarantined(model.spec.from.table, { after: 0, limit: 500 })).length
        let told = 0
        for (let after: string | null = null, more = true; more;) {
          const variables: Record<string, unknown> = { r: model.spec.name, a: after }
          const answer = await runtime.execute({ query, variables, access: allOf(spec.name), signal })
          const page = answer.data?.[field] as { nodes: unknown[]; endCursor: string | null; hasNextPage: boolean }
          expect(page.nodes.length).toBeLessThanOrEqual(3)
          told += page.nodes.length
          after = page.endCursor
          more = page.hasNextPage
        }
        expect({ record: model.spec.name, told }).toEqual({ record: model.spec.name, told: expected })
      }
      const other = await runtime.execute({
        query,
        variables: { r: spec.records[0]?.name, a: null },
        access: allOf('elsewhere'),
        signal,
      })
      expect(other.errors?.[0]?.extensions?.['code']).toBe('FIELD_DENIED')
    })

    test('a forged ref costs its own entity only', async () => {
      const [kind, fields] = Object.entries(spec.extend)[0] ?? []
      if (!kind || !fields) throw new Error('the department extends nothing')
      const name = Object.keys(fields)[0] ?? ''
      const ref = refField(spec.name)
      const answer = await runtime.execute({
        query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${kind} { ${name} ${selectionOf(runtime, kind, name)} } } }`,
        variables: {
          r: [
            { __typename: kind, id: 'A', [ref]: `${spec.name}:X/self/1~AAAAAAAAAAAAAAAA` },
            { __typename: kind, id: 'B', [ref]: null },
          ],
        },
        access: allOf(spec.name),
        signal,
      })
      expect(answer.errors?.map((error) => error.extensions?.['code'])).toContain('CONTEXT_REFUSED')
      const entities = answer.data?.['_entities'] as readonly unknown[]
      expect(entities[0]).toBeNull()
      expect(entities[1]).not.toBeNull()
    })
  })
}

// Private:

const personalMasks: ReadonlySet<unknown> = new Set([nameMask, idNumberMask, phoneMask])

/** Values that identify somebody and are neither of a role of the record nor said to be another's: a mask for other people would miss them. */
function nobodysValues(record: RecordSpec): string[] {
  const roles = Object.entries(record.fields).filter(
    ([, field]) => field.kind === 'entity' && field.entity === 'Person',
  )
  if (roles.length === 0) return []
  const ofRoles = new Set(roles.flatMap(([, field]) => (field.kind === 'entity' ? Object.values(field.values) : [])))
  const known = new Set([OTHER, ...roles.map(([role]) => role)])
  return Object.entries(record.fields).flatMap(([name, field]) => {
    if (field.kind !== 'value' || !personalMasks.has(field.options.mask) || ofRoles.has(name)) return []
    return known.has(field.options.of ?? '') ? [] : [`${record.name}.${name}`]
  })
}

/** Values of a higher level in the record than the registry shows them at. */
function shownLower(record: RecordSpec): string[] {
  return Object.entries(record.fields).flatMap(([role, field]) => {
    if (field.kind !== 'entity' || isQuiet(record, field)) return []
    return Object.entries(field.values).flatMap(([value, from]) => {
      const given = record.fields[from ?? '']
      const shown = shownLevels[field.entity]?.[value]
      if (given?.kind !== 'value' || shown === undefined) return []
      const { level } = classificationOf(record.classified, given.options)
      return level > shown ? [`${record.name}.${role}: ${value} is of level ${level}, shown at ${shown}`] : []
    })
  })
}

const stranger: AccessContext = {
  principal: {
    subject: 'stranger',
    department: 'elsewhere',
    roles: ['developer'],
    grids: [],
    staffKey: null,
    personId: null,
  },
  purpose: null,
  rowScope: 'NONE',
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at: Date.now(),
  traceId: 'test',
}

function allOf(department: string): AccessContext {
  const grant: Grant = {
    id: 'all',
    department,
    grantee: { subject: 'tester' },
    purpose: 'DATA_QUALITY',
    legalBasis: 'test',
    fields: ['*'],
    effect: 'PLAIN',
    rows: 'ALL',
    validFrom: 0,
    validTo: Number.MAX_SAFE_INTEGER,
    approver: 'test',
  }
  return {
    principal: { subject: 'tester', department, roles: ['data-officer'], grids: [], staffKey: null, personId: null },
    purpose: { code: 'DATA_QUALITY', caseNumber: null },
    rowScope: 'ALL',
    grants: [grant],
    purposeFields: ['*'],
    policyVersion: 'test',
    at: Date.now(),
    traceId: 'test',
  }
}

async function keysOf(runtime: DepartmentRuntime, kind: Identity['entity']): Promise<string[]> {
  for await (const batch of runtime.link.identities(kind, signal))
    if (batch.length > 0) return batch.map((identity) => identity.key)
  return []
}

/** A selection that is valid for the field: its totals, its id, or nothing for a leaf. */
function selectionOf(runtime: DepartmentRuntime, kind: string, name: string): string {
  const type = runtime.subgraph.schema.getType(kind)
  const of = isObjectType(type) ? type.getFields()[name]?.type : undefined
  const inner = String(of).replace(/[[\]!]/g, '')
  const object = runtime.subgraph.schema.getType(inner)
  if (!isObjectType(object)) return ''
  return object.name.endsWith('Connection') ? '{ totalCount }' : '{ id }'
}
