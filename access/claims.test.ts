/** What a token may say of somebody. Anything else than agreed makes the whole token unacceptable. */
import { describe, expect, test } from '@jest/globals'
import { claimsOf, principalOf } from './claims.ts'
import { roles } from './principal.ts'

const worker = {
  sub: 'w',
  department: 'political-legal',
  roles: ['grid-worker'],
  grids: ['370283001001001'],
  staffKey: 'K',
}
const citizen = { sub: 'c', roles: ['citizen'], personId: 'P-1' }
const grids = (count: number) => Array.from({ length: count }, (_, at) => String(370283001001001 + at))

describe('accepted', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a worker', worker],
    ['a worker without a key of the department', { ...worker, staffKey: undefined }],
    ['several roles', { ...worker, roles: ['grid-worker', 'mediator'] }],
    ['200 grids', { ...worker, grids: grids(200) }],
    ['a citizen', citizen],
    ['an administrator', { ...worker, grids: [], roles: ['auditor'] }],
    ['the longest names', { ...worker, sub: 's'.repeat(128), staffKey: 'k'.repeat(64), department: 'd'.repeat(64) }],
  ])('%s', (_what, claims) => {
    const principal = principalOf(claims)
    expect(principal).not.toBeNull()
    if (principal) expect(principalOf({ ...claimsOf(principal), sub: principal.subject })).toEqual(principal)
  })

  test('a role that stands twice is one', () => {
    expect(principalOf({ ...worker, roles: ['grid-worker', 'grid-worker'] })?.roles).toEqual(['grid-worker'])
  })
})

describe('refused', () => {
  test.each<[string, Record<string, unknown>]>([
    ['nobody', { ...worker, sub: undefined }],
    ['an empty subject', { ...worker, sub: '' }],
    ['a subject that is no text', { ...worker, sub: 1 }],
    ['a subject that is too long', { ...worker, sub: 's'.repeat(129) }],
    ['a control character', { ...worker, sub: 'a\u0000b' }],
    ['half a character', { ...worker, sub: '\ud800' }],
    ['a department that is no name', { ...worker, department: 'Political Legal' }],
    ['a department that is another’s path', { ...worker, department: '../housing' }],
    ['a department that is a list', { ...worker, department: ['housing'] }],
    ['a department that is too long', { ...worker, department: 'd'.repeat(65) }],
    ['no roles', { ...worker, roles: [] }],
    ['roles that are a text', { ...worker, roles: 'grid-worker' }],
    ['roles that only look like a list', { ...worker, roles: { length: 1, 0: 'grid-worker' } }],
    ['a role that does not exist', { ...worker, roles: ['grid-worker', 'root'] }],
    ['more roles than there are', { ...worker, roles: Array(roles.length + 1).fill('grid-worker') }],
    ['grids that are a text', { ...worker, grids: '370283001001001' }],
    ['a grid that is none', { ...worker, grids: ['37028300100100'] }],
    ['a grid that is a number', { ...worker, grids: [370283001001001] }],
    ['201 grids', { ...worker, grids: grids(201) }],
    ['a staff key that is a number', { ...worker, staffKey: 7 }],
    ['an empty staff key', { ...worker, staffKey: '' }],
    ['a person id that is a number', { ...citizen, personId: 7 }],
    ['an empty person id', { ...citizen, personId: '' }],
    ['a citizen who is staff too', { ...citizen, roles: ['citizen', 'grid-worker'] }],
    ['a citizen with a department', { ...citizen, department: 'housing' }],
    ['a citizen with grids', { ...citizen, grids: grids(1) }],
    ['a citizen with a staff key', { ...citizen, staffKey: 'K' }],
    ['a citizen who is nobody in the hub', { ...citizen, personId: undefined }],
    ['staff with a person id', { ...worker, personId: 'P-1' }],
    ['staff of no department', { ...worker, department: undefined }],
    ['an administrator with a second power', { ...worker, grids: [], roles: ['auditor', 'developer'] }],
    ['two administrators in one', { ...worker, grids: [], roles: ['system-administrator', 'security-administrator'] }],
  ])('%s', (_what, claims) => {
    expect(principalOf(claims)).toBeNull()
  })
})
