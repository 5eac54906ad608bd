import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Batch, FileBatch, Message } from 'node-hl7-client'
import { temporaryFolder } from '../temporary-folder.ts'
import { checkBatchFile, readBatchFile } from './batch-file.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

const signal = new AbortController().signal
const msh = (id: string) => `MSH|^~\\&|HIS|JG1|HUB|WJJ|20260301||ADT^A28|${id}|P|2.4`
const file = async (lines: readonly string[], end = '\r') => {
  const path = join(folder.path, `${files++}.hl7`)
  await writeFile(path, lines.map((line) => line + end).join(''))
  return path
}
let files = 0
const fault = async (...lines: readonly string[]) => checkBatchFile(await file(lines), signal)
const idsOf = async (path: string, from = { byte: 0, line: 0 }, limit = 10_000) => {
  const found = []
  for await (const message of readBatchFile(path, from, limit, signal)) found.push(message)
  return found
}
const whole = ['FHS|^~\\&', 'BHS|^~\\&', msh('1'), 'PID|1', msh('2'), 'PID|2', 'BTS|2', 'BHS|^~\\&', 'BTS|0', 'FTS|2']

describe('the envelope of a batch file', () => {
  test.each(['\r', '\n', '\r\n'])(
    'is whole when it is closed and counts are right, lines ending with %j',
    async (end) => {
      const path = await file(whole, end)
      expect(await checkBatchFile(path, signal)).toBeNull()
      const found = await idsOf(path)
      expect(found.map(({ bytes, line }) => [bytes.toString(), line])).toEqual([
        [`${msh('1')}\rPID|1\r`, 3],
        [`${msh('2')}\rPID|2\r`, 5],
      ])
    },
  )

  test('a batch alone will do, a count that is not given says nothing', async () => {
    expect(await fault('BHS|^~\\&', msh('1'), 'BTS|1')).toBeNull()
    expect(await fault('BHS|^~\\&', msh('1'), 'BTS')).toBeNull()
  })

  test('a count that is wrong, an end that is missing or messages without a batch cost the file', async () => {
    expect(await fault('BHS|^~\\&', msh('1'), 'BTS|2')).toBe('RECORD_COUNT_DIFFERS')
    expect(await fault('FHS|^~\\&', 'BHS|^~\\&', msh('1'), 'BTS|1', 'FTS|2')).toBe('RECORD_COUNT_DIFFERS')
    expect(await fault('FHS|^~\\&', 'BHS|^~\\&', msh('1'), 'BTS|1')).toBe('FILE_TRUNCATED')
    expect(await fault('FHS|^~\\&', 'BHS|^~\\&', msh('1'), 'PID|')).toBe('FILE_TRUNCATED')
    expect(await fault('BHS|^~\\&', msh('1'), 'BHS|^~\\&', 'BTS|0')).toBe('FILE_TRUNCATED')
    expect(await fault(msh('1'), 'PID|1')).toBe('HEADER_UNREADABLE')
    expect(await fault('<html>')).toBe('HEADER_UNREADABLE')
    expect(await fault()).toBe('FILE_EMPTY')
  })

  test('what node-hl7-client writes as a file is read', async () => {
    const batch = new Batch()
    batch.start()
    for (const id of ['A', 'B']) batch.add(new Message({ text: `${msh(id)}\rPID|${id}` }))
    batch.end()
    const envelope = new FileBatch()
    envelope.start()
    envelope.set('FHS.7', '20260301')
    envelope.add(batch)
    envelope.end()
    const path = await file([envelope.toString()], '')
    expect(await checkBatchFile(path, signal)).toBeNull()
    expect((await idsOf(path)).map(({ bytes }) => bytes.toString().split('|')[9])).toEqual(['A', 'B'])
  })

  test('reading goes on where it stopped', async () => {
    const path = await file(whole, '\r\n')
    const [first, second] = await idsOf(path)
    expect(await idsOf(path, { byte: first?.end ?? 0, line: first?.lines ?? 0 })).toEqual([second])
  })

  test('a message that is too long is given by its beginning', async () => {
    const path = await file(['BHS|^~\\&', msh('1'), `OBX|1|TX|||${'x'.repeat(20_000)}`, msh('2'), 'BTS|2'])
    expect((await idsOf(path)).map(({ tooLong }) => tooLong)).toEqual([true, false])
  })
})
