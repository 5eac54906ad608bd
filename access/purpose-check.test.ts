/** What a purpose must be before it may stand: each word of it, beside one that is right. */
import { expect, test } from '@jest/globals'
import { purposeProblems } from './purpose-check.ts'
import type { Purpose } from './purposes.ts'

const names = new Set(['Person.name', 'category:人口'])
const right: Purpose = {
  code: 'GRID_EVENT',
  name: '网格事件',
  notice: '网格员为办理事件查看您的信息。',
  noticeDelayDays: 0,
  caseNeeded: false,
  cases: [],
  scopes: { 'grid-worker': 'GRIDS', mediator: 'NONE' },
  fields: ['Person.name', 'category:人口'],
  area: ['370283', '370283001', '370283001001', '370283001001001'],
  validUntil: null,
}
const problems = (changes: object) => purposeProblems({ ...right, ...changes }, names)

test.each<[string, object]>([
  ['as it should be', {}],
  ['with an end', { validUntil: 1_800_000_000_000 }],
  ['whose notice waits', { noticeDelayDays: 30 }],
  [
    'that needs a case',
    { caseNeeded: true, cases: [{ department: 'justice', kind: 'Event', record: 'C', role: 'self' }] },
  ],
  [
    'whose cases are persons',
    { cases: [{ department: 'civil-affairs', kind: 'Person', record: 'A', role: 'person' }] },
  ],
  ['with the shortest code', { code: 'AB' }],
  ['for all that is shared', { fields: ['*'] }],
  ['for nothing, nobody and nowhere', { fields: [], scopes: {}, area: [] }],
])('one %s has no problem', (_what, changes) => {
  expect(problems(changes)).toEqual([])
})

test.each<[object, string]>([
  [{ code: 'grid_event' }, 'code'],
  [{ code: 'A' }, 'code'],
  [{ code: `A${'B'.repeat(61)}` }, 'code'],
  [{ code: 'A B' }, 'code'],
  [{ name: '  ' }, 'name'],
  [{ notice: '' }, 'notice'],
  [{ noticeDelayDays: -1 }, 'noticeDelayDays'],
  [{ noticeDelayDays: 0.5 }, 'noticeDelayDays'],
  [{ caseNeeded: true }, 'cases'],
  [{ cases: [{ department: 'housing', kind: 'House', record: 'H', role: 'self' }] }, 'cases: an Event or a Person'],
  [{ scopes: { robot: 'ALL' } }, 'scopes: no role robot'],
  [{ scopes: { citizen: 'EVERYBODY' } }, 'scopes: no row scope EVERYBODY'],
  [{ fields: ['*', 'Person.number'] }, 'fields: nobody has Person.number'],
  [{ area: ['370283', '370284'] }, 'area: 370284'],
  [{ area: ['3702830'] }, 'area: 3702830'],
  [{ area: ['37028300x'] }, 'area: 37028300x'],
  [{ area: [''] }, 'area'],
  [{ validUntil: Number.NaN }, 'validUntil'],
  [{ validUntil: 0.5 }, 'validUntil'],
])('one problem is told of %j', (changes, problem) => {
  expect(problems(changes)).toEqual([expect.stringContaining(problem)])
})
