import { describe, expect, test } from '@jest/globals'
import { openCursor, pageOf, pageSize, sealCursor } from './connection.ts'

const letters = [...'abcdefg']
const keyOf = (letter: string) => letter
const codeOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return (error as { extensions?: { code?: string } }).extensions?.code
  }
  return 'nothing thrown'
}

describe('a page of a list in memory', () => {
  test('pages cover the list once, in order', () => {
    const seen: string[] = []
    let after: string | null = ''
    for (let turns = 0; after !== null && turns < 10; turns += 1) {
      const page: ReturnType<typeof pageOf<string>> = pageOf(letters, keyOf, { first: 3, after })
      seen.push(...page.nodes)
      expect(page.totalCount).toBe(7)
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    }
    expect(seen).toEqual(letters)
  })

  test('a cursor stays right when items are added before it', () => {
    const { pageInfo } = pageOf(letters, keyOf, { first: 2 })
    expect(pageOf(['0', '1', ...letters], keyOf, { first: 2, after: pageInfo.endCursor }).nodes).toEqual(['c', 'd'])
  })

  test('"" and "null" are the first page, as BI pagers send them', () => {
    expect(openCursor('')).toBeNull()
    expect(openCursor('null')).toBeNull()
    expect(pageOf(letters, keyOf, { first: 1, after: '' }).pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: sealCursor('a'),
      endCursor: sealCursor('a'),
    })
  })

  test('sizes out of bounds and foreign cursors are refused', () => {
    expect(codeOf(() => pageSize({ first: 101 }))).toBe('BAD_USER_INPUT')
    expect(codeOf(() => pageSize({ first: -1 }))).toBe('BAD_USER_INPUT')
    expect(codeOf(() => openCursor('!!!'))).toBe('BAD_USER_INPUT')
    expect(codeOf(() => pageOf(letters, keyOf, { after: sealCursor('gone') }))).toBe('BAD_USER_INPUT')
    expect(pageOf(letters, keyOf, { first: 0 }).nodes).toEqual([])
  })
})
