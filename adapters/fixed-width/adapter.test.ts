import { describe, expect, test } from '@jest/globals'
import { flagsOf, type Row } from '../adapter.ts'
import { adapterConformance, rows as sampleRows, use } from '../conformance.ts'
import { anyCall, fileHarness, loadCase, newDrop } from '../file-harness.ts'
import type { FixedWidthSystem, TableUse } from '../open.ts'
import { encodeGb18030 } from '../text/encode-gb18030.ts'

const columns = [
  ['BH', 8],
  ['MC', 40],
  ['LX', 2],
  ['BZ', 20],
  ['BBH', 4],
] as const
const system: FixedWidthSystem = {
  technology: 'fixed-width',
  encoding: 'gb18030',
  tables: { PARTY: { file: 'RK_*.txt', columns } },
}

function encode(rows: readonly Row[]): Buffer {
  const lines = rows.map((row) =>
    Buffer.concat([...columns.map(([column, bytes]) => padded(row[column] ?? '', bytes)), Buffer.from('\r\n')]),
  )
  return Buffer.concat([...lines, Buffer.from('SHORT\r\n\x1a')])
}

function padded(text: string, bytes: number): Buffer {
  return Buffer.concat([encodeGb18030(text), Buffer.alloc(bytes, ' ')]).subarray(0, bytes)
}

adapterConformance('fixed-width', (rows) => fileHarness(system, 'RK_20260101.txt', encode, rows, { code: 'ROW_SHORT' }))

describe('fixed-width text', () => {
  test('is counted in bytes; a cut name is flagged, a short row quarantined, 0x1A ignored (T10)', async () => {
    const layout = [
      ['JLH', 6],
      ['XM', 12],
      ['SFZH', 18],
      ['ZZ', 20],
      ['RQ', 8],
    ] as const
    const table: TableUse = {
      table: 'RK',
      key: 'JLH',
      columns: layout.map(([column]) => column),
      lookups: [],
      version: null,
    }
    const t10: FixedWidthSystem = {
      technology: 'fixed-width',
      encoding: 'gb18030',
      tables: { RK: { file: 'RK.txt', columns: layout } },
    }
    const { rows, quarantined, remarks } = await loadCase(t10, 'T10_fixed_width_bytes.txt', 'RK.txt', table)
    expect(rows.map((row) => row.XM)).toEqual(['测甲', '试𬭎', '古丽米热·艾', null])
    expect(rows.map((row) => row.SFZH)).toEqual([
      '370283198001010000',
      '370283198001020006',
      '370283198001030001',
      '370283198001040007',
    ])
    expect(rows.map((row) => row.RQ)).toEqual(['20240101', '20240102', '20240103', '00000000'])
    expect(rows.map((row) => flagsOf(row).XM)).toEqual([undefined, undefined, 'NAME_TRUNCATED', undefined])
    expect(quarantined).toEqual([[5, 'ROW_SHORT']])
    expect(remarks).toEqual([])
  })

  test('half a character at the end of a column becomes U+FFFD and a flag, and the row stays', async () => {
    const drop = await newDrop()
    const line = Buffer.concat([
      padded('K1', 8),
      padded('样'.repeat(19) + 'A' + '样', 40),
      padded('01', 2),
      padded('', 20),
      padded('1', 4),
    ])
    await drop.write('RK_1.txt', line)
    const adapter = await drop.open(system, [use])
    const [row] = await adapter.table('PARTY').getMany(['K1'], anyCall)
    expect(row?.MC).toBe('样'.repeat(19) + 'A\uFFFD')
    expect(flagsOf(row as Row)).toEqual({ MC: 'NAME_TRUNCATED' })
    await adapter.close()
    await drop.remove()
  })

  test.each([
    ['broke off half-way', encode(sampleRows).subarray(0, 300), 'FILE_TRUNCATED'],
    ['is in another encoding', Buffer.from(new TextDecoder('gb18030').decode(encode(sampleRows))), 'ENCODING_UNSUITED'],
    ['is empty', Buffer.alloc(0), 'FILE_EMPTY'],
    ['has other widths', Buffer.from('K1 SHORT\r\n'.repeat(300)), 'MOSTLY_UNREADABLE'],
  ])('a file that %s leaves the old rows', async (_what, bytes, remark) => {
    const drop = await newDrop()
    await drop.write('RK_1.txt', encode(sampleRows))
    const adapter = await drop.open(system, [use])
    await drop.write('RK_2.txt', bytes)
    await adapter.refresh(anyCall)
    expect((await adapter.state(anyCall))[0]).toMatchObject({
      rows: sampleRows.length,
      remarks: [`FILE_REFUSED:${remark}`],
    })
    expect(await adapter.table('PARTY').getMany(['K1'], anyCall)).toEqual([sampleRows[0]])
    await adapter.close()
    await drop.remove()
  })
})
