/** The search that ends every run of the tests finds each form, and tells where without telling what. Invented numbers only. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultsIn } from './kept-logs.mjs'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pentagraph-kept-'))
  const planted = { names: ['欧阳修远', '于志远', '王平'], secrets: ['c2VjcmV0LW9mLXRoZS10ZXN0LWh1Yi1vbmx5LTMyLWI'] }
  writeFileSync(join(folder, '1.canaries'), `${JSON.stringify(planted)}\n`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Finds in one line of an operating log; with the search's own borders, as a log would have them. */
function found(line: string, file = 'operating-1.log'): string[] {
  const path = join(folder, file)
  writeFileSync(path, `first\n${line}\n`)
  const faults = faultsIn(folder)
  rmSync(path)
  expect(faults.every((fault) => fault.file === file && fault.line === 2)).toBe(true)
  return faults.map(({ what }) => what)
}

describe('is found', () => {
  test.each([
    ['18 digits', '{"msg":"no 370283198001010002"}', 'identity number of 18 characters'],
    ['a check letter', 'GET /p?no=37028319800101000X', 'identity number of 18 characters'],
    ['a small check letter', '"37028319800101000x"', 'identity number of 18 characters'],
    ['full-width', '３７０２８３１９８００１０１０００Ｘ', 'identity number of 18 characters'],
    ['groups', '370283 19800101 0002', 'identity number of 18 characters'],
    ['15 digits', 'old 370283800101000.', 'identity number of 15 digits'],
    ['a mobile number', 'tel:13800005678', 'mobile number'],
    ['a landline', '0532-88888888', 'landline number'],
    ['a name', '{"msg":"no such person: 于志远"}', 'name of a person of the estate'],
    ['a name in a text', '欧阳修远的住址没有找到', 'name of a person of the estate'],
    ['a short name', '"name":"王平"', 'name of a person of the estate'],
    ['a token', 'Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJkZW1vIn0.c2lnbmF0dXJl', 'token'],
    ['a private key', '{"kty":"OKP","d":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}', 'private key'],
    ['a password', 'mysql://hub:pass@10.0.0.4/wjj', 'password in an address'],
    ['a secret', 'secret c2VjcmV0LW9mLXRoZS10ZXN0LWh1Yi1vbmx5LTMyLWI', 'secret of a hub'],
  ])('%s', (_form, line, what) => expect(found(line)).toContain(what))
})

test.each([
  '{"level":40,"time":1764000000000,"traceId":"17df2b47-6174-4f2d-850d-e9d6af4b358b","department":"justice"}',
  'undici:request:create POST /graphql',
  '公安局 答复 2026-11-25T18:00:00Z 127.0.0.1:27500',
  'P-01M2GM3DB3HGY4KDRYQZ 平原',
])('%s is nothing', (line) => expect(found(line)).toEqual([]))

test('a title that the runner repeats is the test’s own, what the test prints is not', () => {
  expect(found('  ✓ 370283198001010002 is refused', 'console.log')).toEqual([])
  expect(found('    370283198001010002', 'console.log')).not.toEqual([])
})
