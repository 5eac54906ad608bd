/** What a list of names in an application opens, and what may not be asked for at all. */
import { describe, expect, test } from '@jest/globals'
import type { Classified, Level, Sharing } from '../../schema/classification.ts'
import { purposes, type Purpose } from '../purposes.ts'
import { requireNamedLevel4, requireWithin, sharingOf, type PublishedFields } from './asked-fields.ts'

const place = (coordinate: string, category: string, sharing: Sharing, level: Level, department = 'housing') =>
  ({ coordinate, category, sharing, level, department }) satisfies Classified
const places = [
  place('Estate.name', '物业服务', 'UNCONDITIONAL', 1),
  place('Title.certificate', '房屋权属', 'CONDITIONAL', 3),
  place('Title.mortgage', '房屋权属', 'CONDITIONAL', 4),
  place('Title.note', '房屋权属', 'NEVER', 4),
  place('Secret.text', '涉密', 'NEVER', 4),
  place('Rental.since', '租赁', 'CONDITIONAL', 2),
  place('Title.copy', '房屋权属', 'CONDITIONAL', 4, 'justice'),
  place('Agreement.text', '协议', 'CONDITIONAL', 2, 'justice'),
]
/** Arguments have names, but no places. */
const published: PublishedFields = {
  unknown: (_department, fields) => fields.filter((name) => name.startsWith('Unknown')),
  places: () => places,
}
const [somePurpose] = purposes as [Purpose, ...Purpose[]]
const purpose = (...fields: string[]): Purpose => ({ ...somePurpose, fields })
const everything = purpose('*')

function asked(fields: readonly string[], under: Purpose = everything): unknown {
  try {
    return sharingOf(published, 'housing', fields, under)
  } catch (error) {
    const { code, argument, problem = 'FORM' } = (error as { extensions: Record<string, unknown> }).extensions
    return code === 'BAD_USER_INPUT' && argument === 'fields' ? problem : error
  }
}

describe('what is asked for', () => {
  test('is as strictly shared as the strictest of it', () => {
    expect(asked(['Estate.name'])).toBe('UNCONDITIONAL')
    expect(asked(['Title.certificate'])).toBe('CONDITIONAL')
    expect(asked(['Estate.name', 'category:租赁'])).toBe('CONDITIONAL')
    expect(asked(['category:租赁', 'Estate.name'])).toBe('CONDITIONAL')
    // What is never shared is not part of what its category opens.
    expect(asked(['category:房屋权属'])).toBe('CONDITIONAL')
  })

  test('is a list of 1 to 200 different names', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => (at === 0 ? 'Estate.name' : `No.${at}`))
    const known: PublishedFields = {
      unknown: () => [],
      places: () => many(201).map((name) => place(name, '', 'CONDITIONAL', 1)),
    }
    expect(sharingOf(known, 'housing', many(200), everything)).toBe('CONDITIONAL')
    expect(() => sharingOf(known, 'housing', many(201), everything)).toThrow()
    expect([asked([]), asked(['Estate.name', 'Estate.name'])]).toEqual(['FORM', 'FORM'])
  })

  test('is named as the department has it, and never all at once', () => {
    expect([asked(['Unknown.x']), asked(['Estate.name', 'Unknown.x'])]).toEqual(['UNKNOWN_FIELD', 'UNKNOWN_FIELD'])
    expect(asked(['*'])).toBe('UNKNOWN_FIELD')
  })

  test('names level 4 by its coordinate where it shall show plainly', () => {
    const named = (fields: readonly string[], effect: 'PLAIN' | 'MASKED' = 'PLAIN') => {
      try {
        return requireNamedLevel4(published, 'housing', fields, effect)
      } catch (error) {
        return (error as { extensions: unknown }).extensions
      }
    }
    const refused = { code: 'BAD_USER_INPUT', argument: 'fields', problem: 'NAME_LEVEL_4' }
    for (const whole of [['category:房屋权属'], ['Title.*'], ['Estate.name', 'Title.*']])
      expect(named(whole)).toMatchObject(refused)
    expect(named(['category:房屋权属'], 'MASKED')).toBeUndefined()
    expect(named(['Title.certificate', 'Title.mortgage'])).toBeUndefined()
    // With the coordinate beside it, the category opens nothing of level 4 that is not named.
    expect(named(['category:房屋权属', 'Title.mortgage'])).toBeUndefined()
    // What is never shared is not opened by any name, and level 4 of another department is not meant.
    expect(named(['category:涉密'])).toBeUndefined()
    expect(named(['category:租赁', 'Rental.*'])).toBeUndefined()
  })

  test('is shared at all', () => {
    expect([asked(['Secret.text']), asked(['category:涉密']), asked(['Estate.name', 'Title.note'])]).toEqual([
      'NOT_SHARED',
      'NOT_SHARED',
      'NOT_SHARED',
    ])
  })

  test('is what the purpose is for; what is shared without condition needs none', () => {
    const titles = purpose('category:房屋权属')
    expect(asked(['Title.certificate'], titles)).toBe('CONDITIONAL')
    expect(asked(['Estate.name'], titles)).toBe('UNCONDITIONAL')
    expect(asked(['Rental.since'], titles)).toBe('NOT_FOR_PURPOSE')
    expect(asked(['Title.certificate', 'Rental.since'], titles)).toBe('NOT_FOR_PURPOSE')
    expect(asked(['Title.mortgage'], purpose('Title.certificate'))).toBe('NOT_FOR_PURPOSE')
    // A name of which no data is known opens nothing for any purpose, and neither does another department's.
    expect(asked(['Title.certificate(state)'])).toBe('NOT_FOR_PURPOSE')
    expect(asked(['Agreement.text'])).toBe('NOT_FOR_PURPOSE')
  })
})

describe('a part lies within the whole', () => {
  const within = (part: readonly string[], whole: readonly string[]) => {
    try {
      requireWithin(published, 'housing', part, whole)
      return true
    } catch (error) {
      expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', problem: 'NOT_WITHIN' } })
      return false
    }
  }

  test('where it names the same, or less of it', () => {
    expect(within(['Title.*'], ['Title.*'])).toBe(true)
    expect(within(['Title.certificate'], ['category:房屋权属'])).toBe(true)
    expect(within(['category:租赁'], ['Rental.*'])).toBe(true)
    // Another department's record of the same category is not part of it.
    expect(within(['category:租赁', 'Title.certificate'], ['Rental.since', 'Title.*'])).toBe(true)
  })

  test('not where one of its names opens more', () => {
    expect(within(['category:房屋权属'], ['Title.certificate'])).toBe(false)
    expect(within(['Rental.since'], ['category:房屋权属'])).toBe(false)
    expect(within(['Title.certificate', 'Estate.name'], ['category:房屋权属'])).toBe(false)
    expect(within(['Unknown.x'], ['category:房屋权属'])).toBe(false)
    expect(within(['Agreement.text'], ['Agreement.*'])).toBe(false)
  })

  test('level 4 only by its own name', () => {
    expect(within(['Title.mortgage'], ['category:房屋权属'])).toBe(false)
    expect(within(['Title.mortgage'], ['category:房屋权属', 'Title.mortgage'])).toBe(true)
  })

  test('and is something', () => {
    expect(within([], ['Title.*'])).toBe(false)
  })
})
