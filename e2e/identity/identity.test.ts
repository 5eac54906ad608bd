/**
 * The cases of identity, dates and codes (P01 P04 P08 P09, Z01 Z03, O01 O03 O07) on their whole way: from rows in the departments' legacy files
 * through adapter and registry to an answer of the gateway, in a process whose clock stands in UTC and in one in the city's own zone.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { projectFolder } from '../../runner/project-folder.ts'
import type { Observed } from './ask-in-zone.ts'
import { days, names, numbers, organisationCodes } from './cases.ts'

const zones = ['UTC', 'Asia/Shanghai'] as const
const run = promisify(execFile)

describe.each(zones)('in %s', (zone) => {
  let seen: Observed
  beforeAll(async () => {
    const { stdout } = await run(process.execPath, ['scripts/run.mjs', 'e2e/identity/ask-in-zone.ts'], {
      cwd: projectFolder(),
      env: { ...process.env, TZ: zone },
      maxBuffer: 16 * 2 ** 20,
    })
    seen = JSON.parse(stdout) as Observed
  }, 400_000)

  const issuesOf = (key: string) =>
    seen.issues.flatMap((issue) => (issue.split(' ')[1] === key ? [issue.split(' ').at(-1)] : []))
  const placeOf = (of: readonly { readonly in: string }[], text: string) => of.findIndex((one) => one.in === text)

  test('the process stands in the zone', () => {
    expect(seen.zone).toBe(zone)
  })

  describe('P01: names', () => {
    test('none is refused, each is shown as it was written, masked by its characters', () => {
      for (const [at, { in: written, masked }] of names.entries()) {
        const { person, name, masked: shown } = seen.names[at] ?? {}
        expect(person).toMatch(/^P-/)
        // A mark that nobody sees is taken out and told.
        expect(name ?? '').toBe(written.replace('\u200b', ''))
        if (masked !== undefined) expect(shown ?? '').toBe(masked)
      }
      expect(issuesOf(`NAME${placeOf(names, '测\u200b乙')}`)).toEqual(['INVISIBLE_CHARACTER'])
    })

    test('whatever dot is asked for finds every form of it, and not the name without one', () => {
      const dotted = names.flatMap(({ norm }, at) => (norm === '古丽米热·艾比布力测试' ? [seen.names[at]?.person] : []))
      expect(dotted).toHaveLength(4)
      for (const found of seen.foundByDots) expect(found).toEqual([...dotted].sort())
    })

    test('blanks inside a short name are none', () => {
      const blank = names.flatMap(({ norm }, at) => (norm === '测甲' ? [seen.names[at]?.person ?? ''] : []))
      expect(blank).toHaveLength(2)
      expect(seen.foundByName).toEqual(expect.arrayContaining(blank))
    })

    test('what the source hid or could not write is told', () => {
      expect(issuesOf(`NAME${placeOf(names, '测*')}`)).toEqual(['NAME_ALREADY_MASKED'])
      expect(issuesOf(`NAME${placeOf(names, '测(鋐)')}`)).toEqual(['REPLACED_CHARACTER'])
    })
  })

  describe('P04, O03: numbers', () => {
    test('each record is there, with the number in its normal form', () => {
      for (const [at, { norm, valid, in: written }] of numbers.entries()) {
        const { person, again, number } = seen.numbers[at] ?? {}
        expect([person, again]).toEqual([expect.stringMatching(/^P-/), expect.stringMatching(/^P-/)])
        // The full-width form does not fit into the column of the police file; the other department has it whole.
        if (valid && written.length === new TextEncoder().encode(written).length) expect(number).toBe(norm ?? written)
      }
    })

    test('a valid one joins what two departments know, whatever its form; an invalid one joins nobody', () => {
      const owners = numbers.map((_, at) => seen.numbers[at]?.again)
      for (const [at, { valid, norm, in: written }] of numbers.entries()) {
        const same = owners.filter((owner) => owner === owners[at]).length
        const forms = numbers.filter((other) => (other.norm ?? other.in) === (norm ?? written)).length
        expect([written.length, same]).toEqual([written.length, valid ? forms : 1])
        const isCut = written.startsWith('３')
        if (!isCut) expect(seen.numbers[at]?.person === owners[at]).toBe(valid)
      }
    })

    test('what is wrong is told by its code; an abolished area is nothing wrong', () => {
      const of = (text: string) => issuesOf(`NUMBER${placeOf(numbers, text)}`)
      expect(of('370283198001020001')).toEqual(['ID_CHECKSUM'])
      expect(of('370283190002290001')).toEqual(['ID_IMPOSSIBLE_DATE'])
      expect(of('111111111111111111')).toEqual(['ID_FILLER'])
      expect(of('3.70283E+17')).toEqual(['EXCEL_NUMERIC_ID'])
      expect(of('370283198001')).toEqual(['ID_CUT'])
      expect(of('370284188001010008')).toEqual([])
      for (const text of ['810000198001010006', '83000019800101000X', 'E00000000', 'H00000000', '00000000'])
        expect(of(text)).toEqual([])
    })
  })

  describe('P08: one number, two people', () => {
    test('who has the name too is one, with a blank in it as well; the other stays apart, for a human', () => {
      const { 'PS-0001': civil, 'HK-1': police, 'H-7002': clinic, 'H-7001': other, 'E-1': unnumbered } = seen.shared
      expect([civil, clinic]).toEqual([police, police])
      expect(new Set([police, other, unnumbered]).size).toBe(3)
      expect(seen.sharedConflicts).toEqual(['ID_SHARED OPEN'])
      expect(seen.sharedCandidates).toBeGreaterThan(0)
    })

    test('nothing of the other shows', () => {
      expect(seen.ofTheOther).toMatchObject({ name: '测甲', familyDoctor: { personName: '测 甲' } })
      expect(JSON.stringify(seen.ofTheOther)).not.toContain('试乙')
    })

    test('who takes them for one can take it back: two again, the question open again, nothing of the other left', () => {
      const { same, undone } = seen.sharedDecided
      expect(same).toMatchObject({ refused: null, areOne: true, conflicts: ['ID_SHARED SETTLED'] })
      expect(undone).toEqual({
        refused: null,
        areOne: false,
        conflicts: ['ID_SHARED OPEN'],
        ofTheOther: seen.ofTheOther,
      })
    })
  })

  test('P09: twenty of one name without a number are twenty persons', () => {
    expect(new Set(seen.fillers).size).toBe(20)
    expect(seen.fillers.every((person) => person.startsWith('P-'))).toBe(true)
  })

  test('Z01: born in summer time: the same day in text, in an export of numbers, in a cell of Excel and in the graph', () => {
    const born = (day: string, ageBand: string) => ({
      birthDate: day,
      ageBand,
      resident: { birthDate: day },
      socialInsurance: { nodes: [{ birthDate: day }] },
      enrolments: { nodes: [{ birthDate: day }] },
    })
    expect(seen.births).toMatchObject([
      born('1986-05-04', bandOn('1986-05-04')),
      born('1989-06-01', bandOn('1989-06-01')),
      born('1991-09-15', bandOn('1991-09-15')),
    ])
    for (const person of seen.births as readonly { readonly provenance: readonly { readonly disagrees: boolean }[] }[])
      expect(person.provenance.map(({ disagrees }) => disagrees)).not.toContain(true)
  })

  describe('Z03: dates that are none', () => {
    // Of a column that is no serial number of Excel.
    const serial = '29221'

    test('each is what the file says, with its precision, or null', () => {
      for (const [at, { in: written, out }] of days.entries()) {
        const expected = written === serial ? null : out
        const { register, marriage } = seen.days[at] ?? {}
        expect(marriage ?? null).toBe(expected)
        if (written.length <= 8 && /^[\x20-\x7e]+$/.test(written))
          expect(register).toMatchObject({
            birthDate: expected,
            ageBand: expected?.length === 10 ? expect.any(String) : null,
          })
      }
    })

    test('why is told, and no list breaks off over one of them', () => {
      const told = days.map((_, at) => issuesOf(`DAY${at}`).at(-1) ?? null)
      const codes: Readonly<Record<string, string>> = {
        '00000000': 'UNKNOWN_DATE',
        '0000-00-00 00:00:00': 'UNKNOWN_DATE',
        '9999-12-31': 'OPEN_ENDED',
        '99991231': 'OPEN_ENDED',
        '20240230': 'IMPOSSIBLE_DATE',
        '20230229': 'IMPOSSIBLE_DATE',
        [serial]: 'UNREADABLE_DATE',
        民国69年1月1日: 'UNREADABLE_DATE',
      }
      expect(told).toEqual(days.map(({ in: written }) => codes[written] ?? null))
      expect(seen.listGaps).toBe(0)
    })
  })

  test('O01: codes of organisations: one for both cases, none guessed; what could be a citizen’s number is shown to nobody', () => {
    for (const [at, { valid, in: written }] of organisationCodes.entries())
      expect(seen.codes[at]?.code).toBe(valid === true ? written.toUpperCase() : null)
    const of = (text: string) => seen.codes[placeOf(organisationCodes, text)]?.organisation
    expect(of('91370283ma00000t04')).toBe(of('91370283MA00000T04'))
    expect(issuesOf(`CODE${placeOf(organisationCodes, '9137O283MA00000T04')}`)).toEqual(['ORG_ALPHABET'])
    expect(issuesOf(`CODE${placeOf(organisationCodes, '111111111111111111')}`)).toEqual(['ORG_CHECKSUM'])
    expect(issuesOf(`CODE${placeOf(organisationCodes, '370283198001020006')}`)).toEqual(['ORG_AMBIGUOUS'])
    const [whole, inside] = seen.shortCode
    expect(whole).toMatch(/^O-/)
    expect(inside).toBe(whole)
  })

  test('O07: one lamp in two systems stands at one place and in one grid; swapped is put right, zero is no place', () => {
    const grid = { code: '370283001001001' }
    const [phone, swapped, zero, survey] = seen.points
    for (const found of [phone, swapped])
      expect(found).toEqual({ event: { grid, urbanCase: { longitude: '119.503', latitude: '36.452' } } })
    expect(survey).toEqual({ managedObject: { longitude: 119.503, latitude: 36.452, grid } })
    expect(zero).toEqual({ event: { grid: null, urbanCase: { longitude: null, latitude: null } } })
    expect([...issuesOf('LAMP-SWAPPED'), ...issuesOf('LAMP-ZERO')]).toEqual(['POINT_SWAPPED', 'POINT_ZERO'])
  })
})

// Private:

/** Of somebody born then, today in the city. */
function bandOn(born: string): string {
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const age = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0)
  return `${Math.floor(age / 10) * 10}-${Math.floor(age / 10) * 10 + 9}`
}
