/** The files as the department's neighbours get them: widths in bytes, headers, flags, read with other people's readers too. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { DBFFile } from 'dbffile'
import { XMLParser } from 'fast-xml-parser'
import Database from 'libsql'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { housingColumns } from './departments/housing-columns.ts'
import { policeColumns } from './departments/public-security-columns.ts'
import { generateEstate, type EstateSummary } from './generate.ts'

let estate: string
let summary: EstateSummary
beforeAll(async () => {
  estate = mkdtempSync(join(tmpdir(), 'estate-files-'))
  summary = await generateEstate({ persons: 1400, seed: 3, out: estate })
})
afterAll(() => rmSync(estate, { recursive: true, force: true }))

const rows = (department: string, table: string) => summary.departments[department]?.tables[table] ?? -1

describe('public security, fixed width', () => {
  test.each([
    ['RK', 372],
    ['HK', 154],
    ['DZ', 517],
    ['SXT', 282],
    ['CL', 174],
  ] as const)('%s has rows of %i bytes', (table, width) => {
    expect(policeColumns[table].reduce((sum, [, bytes]) => sum + bytes, 0)).toBe(width)
    const bytes = readFileSync(join(estate, `public-security/${table}_20261124.txt`))
    const lengths = bytes
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.length)
    const odd = lengths.slice(0, -1).filter((length) => length !== width)
    // RK only: short lines, lines shifted by a lost byte, and the line of totals.
    expect(odd.length).toBe(table === 'RK' ? odd.filter((length) => length < width).length : 0)
    expect(lengths.length - 1).toBe(rows('public-security', table) + (table === 'RK' ? 1 : 0))
    if (table === 'RK') expect(odd).toEqual(expect.arrayContaining([width - 1, width - 71]))
  })

  test('the residents end with a line of totals and 0x1A; one row came twice', () => {
    const bytes = readFileSync(join(estate, 'public-security/RK_20261124.txt'))
    expect(bytes.at(-1)).toBe(0x1a)
    const keys = bytes
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.slice(0, 12))
    expect(keys.filter((key, i) => key.startsWith('RY') && key === keys[i + 1]).length).toBeGreaterThanOrEqual(1)
  })

  test('a camera of yesterday is gone from the dump of today', () => {
    const keysOf = (day: string) =>
      new Set(
        readFileSync(join(estate, `public-security/SXT_${day}.txt`))
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.slice(0, 20)),
      )
    const today = keysOf('20261124')
    expect([...keysOf('20261123')].filter((key) => key !== '' && !today.has(key)).length).toBeGreaterThanOrEqual(1)
  })
})

describe('housing, DBF', () => {
  test.each(['FW', 'CQ', 'ZL', 'WY', 'WF'] as const)('%s is read by dbffile with all its columns', async (table) => {
    const dbf = await DBFFile.open(join(estate, `housing/${table}_20261124.DBF`), {
      encoding: 'gb18030',
      includeDeletedRecords: true,
    })
    expect(dbf.recordCount).toBe(rows('housing', table))
    const spec = Object.entries<string>(housingColumns[table])
    expect(dbf.fields.map((f) => f.name)).toEqual(spec.map(([name]) => name))
    for (const field of dbf.fields) {
      const [length, decimals] =
        spec
          .find(([name]) => name === field.name)?.[1]
          .slice(1)
          .split('.') ?? []
      expect(field.type).toBe(spec.find(([name]) => name === field.name)?.[1].charAt(0))
      if (length) expect([field.size, field.decimalPlaces ?? 0]).toEqual([Number(length), Number(decimals ?? 0)])
    }
    const records = await dbf.readRecords()
    expect(records).toHaveLength(dbf.recordCount)
    expect(new Set(records.map((r) => r[spec[0]?.[0] ?? ''])).size).toBe(records.length)
  })

  test('memo texts come whole, deleted rows stay flagged, overflow is stars', async () => {
    const titles = await DBFFile.open(join(estate, 'housing/CQ_20261124.DBF'), { encoding: 'gb18030' })
    const memos = (await titles.readRecords())
      .map((r) => r['FJ'])
      .filter((memo) => typeof memo === 'string' && memo !== '')
    expect(memos.length).toBeGreaterThan(50)
    expect(memos.every((memo) => /坐落：山东省青岛市平度市.+[号室]$/.test(String(memo)))).toBe(true)
    const bytes = readFileSync(join(estate, 'housing/FW_20261124.DBF'))
    const [header, length] = [bytes.readUInt16LE(8), bytes.readUInt16LE(10)]
    const flags = Array.from({ length: rows('housing', 'FW') }, (_, i) => bytes.at(header + i * length))
    expect(flags.filter((flag) => flag === 0x2a).length).toBeGreaterThanOrEqual(1)
    expect(flags.every((flag) => flag === 0x2a || flag === 0x20)).toBe(true)
    expect(bytes.includes('*'.repeat(12), header)).toBe(true)
    expect([bytes.at(29), readFileSync(join(estate, 'housing/WY_20261124.DBF')).at(29)]).toEqual([0x00, 0x01])
  })
})

describe('market regulation, XML', () => {
  test.each([
    ['QY', 'QY'],
    ['GT', 'GT'],
    ['FR', 'FR'],
    ['TZSB', 'SB'],
    ['TS', 'TSD'],
  ])('%s says GBK, is GB18030, and counts its <%s>', (table, element) => {
    const bytes = readFileSync(join(estate, `market-regulation/${table}_20261124.xml`))
    expect(bytes.toString('latin1')).toMatch(/^<\?xml version="1.0" encoding="GBK"\?>/)
    const text = new TextDecoder('gb18030', { fatal: true }).decode(bytes)
    const parsed = new XMLParser({ parseTagValue: false, isArray: (name) => name === element }).parse(text) as {
      TS: Record<string, unknown>
    }
    expect(parsed.TS[element]).toHaveLength(rows('market-regulation', table))
    expect(parsed.TS['CL']).toBe(String(rows('market-regulation', table)))
  })

  test('licences stand inside their holder', () => {
    const text = new TextDecoder('gb18030', { fatal: true }).decode(
      readFileSync(join(estate, 'market-regulation/XK_20261124.xml')),
    )
    const parsed = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'ZT' || name === 'XK' }).parse(
      text,
    ) as {
      TS: { ZT: { ZTBM: string; XK: { XKBH: string }[] }[] }
    }
    expect(parsed.TS.ZT.every((holder) => /^(QY|GT)\d{8}$/.test(holder.ZTBM))).toBe(true)
    expect(parsed.TS.ZT.flatMap((holder) => holder.XK)).toHaveLength(rows('market-regulation', 'XK'))
  })
})

describe('the SQL databases', () => {
  test.each(['justice', 'political-legal'])('%s: every row named by another is there', (department) => {
    const db = new Database(join(estate, `${department}/${department}.db`), { readonly: true })
    const links =
      department === 'justice'
        ? [
            ['T_DSR', 'JFBH', 'T_JF'],
            ['T_XY', 'JFBH', 'T_JF'],
            ['T_JF', 'TWHBH', 'T_TWH'],
            ['T_JF', 'TJYBH', 'T_TJY'],
            ['T_JFLC', 'JFBH', 'T_JF'],
          ]
        : [
            ['T_SJ', 'WGBM', 'T_WG'],
            ['T_SJ', 'SJLB', 'T_BLSX'],
            ['T_SJRY', 'SJBH', 'T_SJ'],
            ['T_WGY', 'WGBM', 'T_WG'],
            ['T_FWTZ', 'WGBM', 'T_WG'],
          ]
    const lost = links.map(([from, column, to]) =>
      db
        .prepare(
          `SELECT COUNT(*) AS n FROM ${from} WHERE ${column} <> '' AND ${column} NOT IN (SELECT ${column} FROM ${to})`,
        )
        .all(),
    )
    db.close()
    expect(lost.flat()).toEqual(links.map(() => ({ n: 0 })))
  })

  test('a change sets the time of change by itself, in the local time of the city', () => {
    const db = new Database(join(estate, 'justice/justice.db'))
    const before = new Date(Date.now() + 8 * 3_600_000 - 5000).toISOString().slice(0, 19).replace('T', ' ')
    db.prepare("UPDATE T_JF SET ZT = '40', BBH = BBH + 1 WHERE JFBH = (SELECT MIN(JFBH) FROM T_JF)").run()
    db.prepare("INSERT INTO T_JFLC (LCBH, JFBH, DZ) VALUES ('LCH000000000001', 'x', 'BEGIN')").run()
    const [changed] = db.prepare('SELECT GXSJ FROM T_JF ORDER BY JFBH LIMIT 1').all() as { GXSJ: string }[]
    const [step] = db.prepare("SELECT CZSJ FROM T_JFLC WHERE LCBH = 'LCH000000000001'").all() as { CZSJ: string }[]
    db.close()
    expect((changed?.GXSJ ?? '') >= before).toBe(true)
    expect((step?.CZSJ ?? '') >= before).toBe(true)
  })
})

describe('faulty deliveries', () => {
  test('a broken file, a count too big and a false label stand outside the clean drop', () => {
    const faults = (department: string) => readdirSync(join(estate, 'faults', department)).sort()
    expect(faults('public-security')).toEqual(['broken-off', 'utf-8'])
    expect(faults('housing')).toEqual(['broken-off', 'count-too-big', 'memo-missing'])
    expect(faults('human-resources')).toEqual(['broken-off', 'utf-8'])
    expect(faults('education')).toEqual(['broken-off', 'web-page'])
    expect(faults('natural-resources')).toEqual(['broken-off', 'other-system'])
    expect(faults('market-regulation')).toEqual(['broken-off', 'count-too-big', 'utf-8'])
    expect(faults('agriculture')).toEqual(['attributes-missing', 'broken-off', 'other-system'])
    const counted = readFileSync(join(estate, 'faults/housing/count-too-big/FW_20261124.DBF'))
    expect(counted.readUInt32LE(4)).toBe(9_999_999)
    expect(counted.readUInt16LE(8)).toBeGreaterThan(32)
    const labelled = readFileSync(join(estate, 'faults/market-regulation/utf-8/QY_20261124.xml'))
    expect(new TextDecoder('utf-8', { fatal: true }).decode(labelled)).toContain('encoding="GBK"')
    expect(readdirSync(join(estate, 'faults/agriculture/attributes-missing'))).toEqual(['ZJD_20261124.shp'])
    const shapes = readFileSync(join(estate, 'faults/agriculture/broken-off/ZJD_20261124.shp'))
    expect(shapes.readInt32BE(24) * 2).toBeGreaterThan(shapes.length)
    const broken = readFileSync(join(estate, 'faults/public-security/broken-off/RK_20261124.txt'))
    expect(broken.length % 374).not.toBe(0)
  })
})
