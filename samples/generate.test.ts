/** The estate as whole: what is in it, that it is the same every time, and that the truth says what was done to it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import type { Demo } from './demo-file.ts'
import { policeColumns } from './departments/public-security-columns.ts'
import { dirt } from './dirt.ts'
import { generateEstate, type EstateSummary } from './generate.ts'
import { idCheck } from './numbers.ts'
import type { TruthEntity, TruthSpoilt } from './truth.ts'

let folder: string
let estate: string
let summary: EstateSummary

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'estate-'))
  estate = join(folder, 'town')
  summary = await generateEstate({ persons: 5000, seed: 1, out: estate })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const decoder = new TextDecoder('gb18030', { fatal: true })
const lines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
const entities = () => lines<TruthEntity>(join(estate, 'truth/entities.jsonl'))
const spoilt = () => lines<TruthSpoilt>(join(estate, 'truth/spoilt.jsonl'))
const demoOf = (path: string) => JSON.parse(readFileSync(join(path, 'truth/demo.json'), 'utf8')) as Demo

function hashes(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
  return Object.fromEntries(
    files.map((e) => [
      join(e.parentPath, e.name).slice(root.length),
      createHash('sha256')
        .update(readFileSync(join(e.parentPath, e.name)))
        .digest('hex'),
    ]),
  )
}

/** Lines of a police file as bytes, without the line of totals. */
function policeLines(table: keyof typeof policeColumns): Buffer[] {
  const bytes = readFileSync(join(estate, `public-security/${table}_20261124.txt`))
  const found: Buffer[] = []
  for (let from = 0; from < bytes.length;) {
    const to = bytes.indexOf('\r\n', from)
    if (to < 0) break
    found.push(bytes.subarray(from, to))
    from = to + 2
  }
  return found
}

function policeRow(table: keyof typeof policeColumns, line: Buffer): Record<string, string> {
  let at = 0
  return Object.fromEntries(
    policeColumns[table].map(([column, bytes]) => [column, decoder.decode(line.subarray(at, (at += bytes))).trimEnd()]),
  )
}

describe('one seed, one estate', () => {
  test('the same seed gives the same bytes in every file', async () => {
    const again = join(folder, 'again')
    await generateEstate({ persons: 5000, seed: 1, out: again })
    expect(hashes(again)).toEqual(hashes(estate))
  })

  test('another seed gives other persons, but the same demo household', async () => {
    const other = join(folder, 'other')
    await generateEstate({ persons: 700, seed: 99, out: other })
    const resident = (root: string) =>
      readFileSync(join(root, 'public-security/RK_20261124.txt')).subarray(374 * 200, 374 * 201)
    expect(resident(other).equals(resident(estate))).toBe(false)
    expect(demoOf(other)).toEqual(demoOf(estate))
  })
})

describe('sizes', () => {
  test('1.4 million persons would have 500,000 dwellings, 90,000 organisations and 400,000 events; a town has its share', () => {
    const share = 5000 / 1_400_000
    const count = (entity: string) => summary.truth.entities[entity] ?? 0
    expect(count('Person')).toBe(5000)
    expect(count('House') / (500_000 * share)).toBeCloseTo(1, 1)
    // Departments have organisations and events of their own besides: schools, collectives; activities, hazards, claims.
    const firms = entities().filter(({ entity, id }) => entity === 'Organisation' && /^O\d+$/.test(id)).length
    expect(firms / (90_000 * share)).toBeCloseTo(1, 1)
    const happened = entities().filter(({ entity, id }) => entity === 'Event' && /^E\d+$/.test(id)).length
    expect(happened / (400_000 * share)).toBeCloseTo(1, 1)
  })

  test('about one grid for a thousand persons, of both kinds', () => {
    const db = new Database(join(estate, 'political-legal/political-legal.db'), { readonly: true })
    const grids = db.prepare('SELECT WGBM, WGLX, TYRQ FROM T_WG').all() as {
      WGBM: string
      WGLX: string
      TYRQ: string
    }[]
    db.close()
    expect(grids.filter((g) => g.WGLX === '1' && g.TYRQ === '9999-12-31')).toHaveLength(6)
    expect(grids.filter((g) => g.WGLX === '2').every((g) => g.WGBM.slice(12) >= '901')).toBe(true)
    expect(grids.every((g) => /^370283001\d{6}$/.test(g.WGBM))).toBe(true)
    expect(new Set(grids.map((g) => g.WGBM)).size).toBe(grids.length)
  })

  test('sizes that cannot be made are refused and leave nothing', async () => {
    const out = join(folder, 'refused')
    for (const persons of [0, 139, 1.5, 2_000_000])
      await expect(generateEstate({ persons, seed: 1, out })).rejects.toThrow(RangeError)
    expect(existsSync(out)).toBe(false)
  })

  test('an estate that fails half-way leaves the one before in place', async () => {
    const out = join(folder, 'kept')
    await generateEstate({ persons: 140, seed: 1, out })
    const before = hashes(out)
    const failing = generateEstate({
      persons: 700,
      seed: 2,
      out,
      onProgress: (done) => {
        if (done === 3) throw new Error('power cut')
      },
    })
    await expect(failing).rejects.toThrow('power cut')
    expect(hashes(out)).toEqual(before)
    expect(readdirSync(folder).filter((name) => name.startsWith('kept'))).toEqual(['kept'])
  })

  test('estate.json lists every other file with its size', () => {
    const listed: EstateSummary = JSON.parse(readFileSync(join(estate, 'estate.json'), 'utf8'))
    const present = Object.keys(hashes(estate)).map((path) => path.slice(1))
    expect(Object.keys(listed.files).sort()).toEqual(present.filter((path) => path !== 'estate.json').sort())
    expect(listed.departments['public-security']?.tables['HK']).toBe(policeLines('HK').length)
  })
})

describe('the truth', () => {
  test('every kind and form of dirt is in the estate and in the truth, in the smallest estate too', async () => {
    const small = join(folder, 'small')
    await generateEstate({ persons: 140, seed: 5, out: small })
    const wanted = Object.entries(dirt).flatMap(([kind, forms]) => Object.keys(forms).map((form) => `${kind}.${form}`))
    for (const root of [estate, small]) {
      const found = new Set(lines<TruthSpoilt>(join(root, 'truth/spoilt.jsonl')).map((s) => `${s.kind}.${s.form}`))
      expect(wanted.filter((form) => !found.has(form))).toEqual([])
    }
  })

  test('a person is known by several keys, and each key is there', () => {
    const persons = entities().filter((e) => e.entity === 'Person')
    expect(persons).toHaveLength(5000)
    expect(new Set(persons.map((p) => p.is['number'])).size).toBe(5000)
    expect(persons.every((p) => p.is['number']?.slice(17) === idCheck(p.is['number']?.slice(0, 17) ?? ''))).toBe(true)
    const several = persons.filter((p) => new Set(p.records.map(([department]) => department)).size >= 3)
    expect(several.length).toBeGreaterThan(300)
    const db = new Database(join(estate, 'justice/justice.db'), { readonly: true })
    const known = new Set((db.prepare('SELECT DSRBH FROM T_DSR').all() as { DSRBH: string }[]).map((r) => r.DSRBH))
    db.close()
    const parties = persons.flatMap((p) => p.records.filter(([, table]) => table === 'T_DSR').map(([, , key]) => key))
    expect(parties.length).toBeGreaterThan(300)
    expect(parties.every((key) => known.has(key))).toBe(true)
  })

  test('some events are one in three departments', () => {
    const events = entities().filter((e) => e.entity === 'Event')
    const tables = events.map((e) => e.records.filter(([, , , role]) => role === 'self').map(([, table]) => table))
    expect(tables.some((t) => t.includes('GD') && t.includes('T_SJ') && t.includes('T_JF'))).toBe(true)
    expect(tables.filter((t) => t.includes('GD') && t.includes('T_SJ')).length).toBeGreaterThan(50)
  })

  test('what is told of a spoilt value stands in the file', () => {
    const rows = new Map(
      policeLines('RK')
        .filter((line) => line.length === 372)
        .map((line) => [line.subarray(0, 12).toString('latin1'), line]),
    )
    let checked = 0
    for (const { table, key, column, kind, form, is } of spoilt()) {
      const line = rows.get(key)
      if (table !== 'RK' || column === null || line === undefined || kind === 'name') continue
      expect([form, policeRow('RK', line)[column]]).toEqual([form, is?.trimEnd()])
      checked++
    }
    expect(checked).toBeGreaterThan(200)
  })

  test('a number that was given twice is of somebody with another name, so that it can be told whose row it is', () => {
    const names = new Map(
      entities().flatMap((e) => (e.entity === 'Person' ? [[e.is['number'], e.is['name']] as const] : [])),
    )
    const twice = spoilt().filter(({ form }) => form === 'sharedNumber')
    expect(twice.length).toBeGreaterThan(5)
    for (const { was, is } of twice) {
      expect(names.get(is ?? '')).toBeDefined()
      expect(names.get(is ?? '')).not.toBe(names.get(was ?? ''))
    }
  })

  test('the same name stands with its character in one system and with a private-use one in another', () => {
    const change = spoilt().find((s) => s.form === 'privateUse')
    expect(change?.department).toBe('justice')
    expect(change?.is).toContain('\uE863')
    const person = entities().find((e) =>
      e.records.some(([, table, key]) => table === change?.table && key === change?.key),
    )
    const police = person?.records.find(([, table]) => table === 'RK')
    const line = policeLines('RK').find((one) => one.toString('latin1').startsWith(police?.[2] ?? '?'))
    expect(line?.includes(Buffer.from([0xfe, 0x9f]))).toBe(true)
  })
})

describe('the demo household', () => {
  test('the citizen appears in every department that names persons, clean', () => {
    const demo = demoOf(estate)
    const named = entities().filter((e) => e.entity === 'Person')
    const citizen = named.find((e) => e.is['number'] === demo.citizen.number)
    const departments = named.flatMap((e) => e.records.map(([department]) => department))
    expect(new Set(citizen?.records.map(([department]) => department))).toEqual(new Set(departments))
    const keys = new Set(citizen?.records.map(([, table, key]) => `${table}/${key}`))
    expect(spoilt().filter((s) => keys.has(`${s.table}/${s.key}`) && /^(personNumber|name)$/.test(s.kind))).toEqual([])
  })

  test('household of four, home with ten events, a second property in the other grid', () => {
    const demo = demoOf(estate)
    expect(demo.household.members).toHaveLength(4)
    expect(demo.home.events).toHaveLength(10)
    expect(demo.home.grid).toBe(demo.grid.code)
    expect(demo.secondProperty.grid).toBe(demo.otherGrid.code)
    expect(demo.grid.code).not.toBe(demo.otherGrid.code)
    expect(demo.orders.length).toBeGreaterThanOrEqual(3)
    expect(demo.gridEvents.length).toBeGreaterThanOrEqual(5)
  })

  test('the mediator named is in charge of the case named, and the citizen is its party', () => {
    const demo = demoOf(estate)
    const db = new Database(join(estate, 'justice/justice.db'), { readonly: true })
    expect(db.prepare('SELECT TJYBH FROM T_JF WHERE JFBH = ?').all(demo.mediation.JFBH)).toEqual([
      { TJYBH: demo.mediation.TJYBH },
    ])
    expect(db.prepare('SELECT ZT FROM T_TJY WHERE TJYBH = ?').all(demo.mediation.TJYBH)).toEqual([{ ZT: '1' }])
    const party = db
      .prepare('SELECT XM FROM T_DSR WHERE JFBH = ? AND ZJHM = ?')
      .all(demo.mediation.JFBH, demo.citizen.number)
    db.close()
    expect(party).toEqual([{ XM: demo.citizen.name }])
  })

  test('the citizen owns two dwellings, a vehicle, and heads a company', () => {
    const demo = demoOf(estate)
    const citizen = entities().find((e) => e.entity === 'Person' && e.is['number'] === demo.citizen.number)
    const tables = citizen?.records.map(([, table]) => table) ?? []
    expect(tables.filter((t) => t === 'CQ').length).toBeGreaterThanOrEqual(2)
    expect(tables).toEqual(expect.arrayContaining(['CL', 'FR', 'T_DSR', 'GD', 'T_SJRY']))
    const companies = readFileSync(join(estate, 'market-regulation/QY_20261124.xml'))
    expect(decoder.decode(companies)).toContain(
      `<ZTBM>${demo.company.ZTBM}</ZTBM><XYDM>${demo.company.creditCode}</XYDM>`,
    )
  })
})
