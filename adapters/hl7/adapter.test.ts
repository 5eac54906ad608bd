import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Batch, FileBatch, Message } from 'node-hl7-client'
import type { Adapter, Row } from '../adapter.ts'
import { adapterConformance, use, type Harness } from '../conformance.ts'
import { openAdapter } from '../open-adapter.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { header, partySystem } from './stand-in.ts'

const call = { signal: new AbortController().signal }

/** Written by node-hl7-client: a batch file of one message a row. */
function batchFile(rows: readonly (readonly [row: Row, action: string])[], bad = false): string {
  const batch = new Batch()
  batch.start()
  for (const [row, action] of rows) {
    const message = new Message({ text: header() })
    const segment = message.addSegment('ZPA')
    const values = [row['BH'], row['MC'], row['LX'], row['BZ'], row['BBH'], action]
    values.forEach((value, at) => segment.set(`${at + 1}.1`, value ?? '""'))
    batch.add(message)
  }
  if (bad) batch.add(new Message({ text: `${header()}\rZPA||nobody` }))
  batch.end()
  const file = new FileBatch()
  file.start()
  file.set('FHS.7', '20260301')
  file.add(batch)
  file.end()
  return file.toString()
}

adapterConformance('hl7', async (rows): Promise<Harness> => {
  const { path, remove } = await temporaryFolder()
  const drop = join(path, 'drop')
  await mkdir(drop)
  let files = 0
  let now = new Map<string, Row>()
  const bring = async (next: readonly Row[], bad: boolean) => {
    const wanted = new Map(next.map((row) => [row['BH'] ?? '', row]))
    const gone = [...now].filter(([key]) => !wanted.has(key)).map(([, row]) => [row, 'D'] as const)
    const changed = next.filter((row) => JSON.stringify(now.get(row['BH'] ?? '')) !== JSON.stringify(row))
    now = wanted
    const all = [...gone, ...changed.map((row) => [row, 'A'] as const)]
    await writeFile(join(drop, `${String(files++).padStart(3, '0')}.hl7`), batchFile(all, bad))
  }
  await bring(rows, true)
  const adapter = await openAdapter('stand-in', partySystem, [use], { path: drop, snapshots: join(path, 'snapshots') })
  await adapter.refresh(call)
  return {
    adapter,
    quarantine: { code: 'ROW_NO_KEY' },
    replace: (next) => bring(next, false),
    close: async () => {
      await adapter.close()
      await remove()
    },
  }
})

describe('batch files', () => {
  const row = (key: string): Row => ({ BH: key, MC: '样', LX: '01', BZ: null, BBH: '1' })
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let drop: string
  let adapter: Adapter
  const open = async (system = partySystem) => {
    adapter = await openAdapter('stand-in', system, [use], { path: drop, snapshots: join(folder.path, 'snapshots') })
  }
  beforeEach(async () => {
    folder = await temporaryFolder()
    drop = join(folder.path, 'drop')
    await mkdir(drop)
  })
  afterEach(async () => {
    await adapter.close()
    await folder.remove()
  })

  test('are read once, also after a restart; a file renamed or brought twice doubles nothing', async () => {
    const content = batchFile(Array.from({ length: 1200 }, (_, i) => [row(`F${i}`), 'A']))
    await writeFile(join(drop, 'a.hl7'), content)
    await open()
    await adapter.refresh(call)
    await adapter.close()
    await writeFile(join(drop, 'b.hl7'), content)
    await open()
    await adapter.refresh(call)
    await rm(join(drop, 'a.hl7'))
    await adapter.refresh(call)
    expect(await adapter.state(call)).toMatchObject([{ rows: 1200, quarantined: 0 }])
  })

  test('a caller who gives up in the middle goes on there the next time', async () => {
    await writeFile(join(drop, 'a.hl7'), batchFile(Array.from({ length: 3000 }, (_, i) => [row(`F${i}`), 'A'])))
    await open()
    const giving = new AbortController()
    const reading = adapter.refresh({ signal: giving.signal })
    for (let turn = 0; turn < 1000 && (await adapter.state(call))[0]?.rows === 0; turn++)
      await new Promise((go) => setTimeout(go, 1))
    giving.abort()
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' })
    await adapter.refresh(call)
    expect(await adapter.state(call)).toMatchObject([{ rows: 3000, quarantined: 0 }])
  })

  test('a file whose count does not match is refused whole; put right, it is taken', async () => {
    const good = batchFile([[row('F1'), 'A']])
    await writeFile(join(drop, 'a.hl7'), good.replace('BTS|1', 'BTS|2'))
    await open()
    await adapter.refresh(call)
    expect(await adapter.state(call)).toMatchObject([
      { rows: 0, remarks: expect.arrayContaining(['FILE_REFUSED:RECORD_COUNT_DIFFERS']) },
    ])
    expect(await adapter.health(call)).toMatchObject({ ok: false, code: 'MALFORMED' })
    await writeFile(join(drop, 'a.hl7'), `${good}\r`)
    await adapter.refresh(call)
    expect(await adapter.state(call)).toMatchObject([{ rows: 1, remarks: [] }])
  })

  test('rows are carried over to a declaration with other columns', async () => {
    await writeFile(
      join(drop, 'a.hl7'),
      batchFile([
        [row('F1'), 'A'],
        [row('F2'), 'A'],
      ]),
    )
    await open()
    await adapter.refresh(call)
    await adapter.close()
    const party = partySystem.tables['PARTY']
    if (!party) throw new Error('no table')
    const { LX: _gone, ...columns } = party.columns
    const changed = { ...partySystem, tables: { PARTY: { ...party, columns: { ...columns, XH: 'ZPA-7' } } } }
    const uses = [{ ...use, columns: ['BH', 'MC', 'BZ', 'BBH', 'XH'], lookups: ['MC'] }]
    const connection = { path: drop, snapshots: join(folder.path, 'snapshots') }
    adapter = await openAdapter('stand-in', changed, uses, connection)
    await adapter.refresh(call)
    expect(await adapter.table('PARTY').findBy('MC', ['样'], call)).toEqual([
      ['F1', 'F2'].map((BH) => ({ BH, MC: '样', BZ: null, BBH: '1', XH: null })),
    ])
    expect(await adapter.state(call)).toMatchObject([{ rows: 2 }])
  })

  test('what comes late does not undo what came after it', async () => {
    const party = partySystem.tables['PARTY']
    if (!party) throw new Error('no table')
    const ordered = { ...partySystem, tables: { PARTY: { ...party, newest: 'BBH' } } }
    await open(ordered)
    const at = (time: string, key: string, action: string) => [{ ...row(key), BBH: time }, action] as const
    await writeFile(
      join(drop, 'a.hl7'),
      batchFile([at('20260302', 'K1', 'A'), at('20260301', 'K1', 'A'), at('20260302', 'K2', 'A')]),
    )
    await writeFile(join(drop, 'b.hl7'), batchFile([at('20260303', 'K2', 'D'), at('20260302', 'K2', 'A')]))
    await adapter.refresh(call)
    const [first, second] = await adapter.table('PARTY').getMany(['K1', 'K2'], call)
    expect(first).toMatchObject({ BBH: '20260302' })
    expect(second).toBeNull()
    expect((await adapter.state(call))[0]?.remarks).toContain('OLDER_THAN_ROW')
  })
})

describe('configuration', () => {
  test.each([
    [{ url: 'http://127.0.0.1:1' }],
    [{ url: 'mllp://127.0.0.1' }],
    [{ url: 'mllp://127.0.0.1:1', peers: ['anybody'] }],
    [{}],
  ])('%j cannot be meant', async (connection) => {
    const opening = openAdapter('stand-in', partySystem, [use], { ...connection, snapshots: 'nowhere' })
    await expect(opening).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    })
  })
})
