/**
 * Delimited text as offices export it, read strictly: a row with more or fewer fields than the header is quarantined, an unclosed quote
 * costs the file, and a file without its columns is refused. Two habits are allowed: a quote inside an unquoted field (平度市"老槐"东),
 * and blanks behind a field, quoted or not. csv-parse takes the container apart.
 */
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { DelimitedSystem, TableUse } from '../open.ts'
import { decodeStream } from '../text/decode.ts'
import { findEncoding, type FoundEncoding } from '../text/encoding.ts'
import { readHead } from '../text/read-head.ts'
import { FileRefused, type FileSource, type GoodRow, type OpenedFile, type SourceRow } from '../snapshot/file-source.ts'

export class DelimitedSource implements FileSource {
  readonly technology = 'delimited'
  readonly files: Readonly<Record<string, string>>
  readonly layout: DelimitedSystem

  constructor(system: DelimitedSystem) {
    this.layout = system
    this.files = Object.fromEntries(Object.entries(system.tables).map(([name, table]) => [name, table.file]))
  }

  async open(path: string, _table: string, _use: TableUse): Promise<OpenedFile> {
    const head = await readHead(path)
    if (head.length === 0) throw new FileRefused('FILE_EMPTY')
    const found = findEncoding(head, this.layout.encoding)
    const records = recordsOf(path, found, this.layout.separator)
    const first = await records.next()
    if (first.done) throw new FileRefused('FILE_EMPTY')
    const columns = headerOf(first.value.fields)
    const remarks = found.remark === null ? [] : [found.remark]
    return {
      columns,
      remarks,
      rows: rowsOf(records, columns, this.layout.separator, remarks),
      close: async () => {
        await records.return()
      },
    }
  }
}

// Private:

interface ParsedRecord {
  readonly fields: readonly string[]
  readonly raw: string
  readonly line: number
}

/** A comma at the end of the header makes a column without a name; an empty name is nobody's column, a name given twice is an error. */
function headerOf(fields: readonly string[]): string[] {
  return fields.map((field, i) => field.trim() || `@${i + 1}`)
}

const batchSize = 500

async function* rowsOf(
  records: AsyncGenerator<ParsedRecord, void, undefined>,
  columns: readonly string[],
  separator: string,
  remarks: string[],
): AsyncGenerator<SourceRow[], void, undefined> {
  let batch: SourceRow[] = []
  let count = 0
  for await (const record of records) {
    count++
    refuseSwallowedRows(record, columns.length, separator)
    const row = toRow(record, columns.length)
    batch.push('code' in row || isTerminated(record) ? row : unterminated(row, record, columns, count === 1))
    if (!isTerminated(record)) remarks.push('LAST_ROW_UNTERMINATED')
    if (batch.length === batchSize) {
      yield batch
      batch = []
    }
  }
  yield batch
}

const isTerminated = ({ raw }: ParsedRecord): boolean => /[\r\n]$/.test(raw)

/**
 * A last row without a line feed: exports that put it between rows look like this, and so does one that was cut or is still being
 * written. Its last value may be cut. A file whose very first row is unfinished shows no sign of having been finished: no row yet.
 */
function unterminated(
  row: GoodRow,
  { raw, line }: ParsedRecord,
  columns: readonly string[],
  first: boolean,
): SourceRow {
  if (first) return { line, code: 'ROW_SHORT', raw }
  return { ...row, flags: { [columns.at(-1) as string]: 'NAME_TRUNCATED' } }
}

function toRow({ fields, raw, line }: ParsedRecord, width: number): SourceRow {
  const bad = (code: string): SourceRow => ({ line, code, raw: raw.trimEnd() })
  if (fields.length < width) return bad('ROW_SHORT')
  if (fields.length > width) return bad('ROW_LONG')
  return { line, values: fields, flags: null }
}

/** A quote that was never closed swallows rows up to the next quote; then a whole row, by its separators, stands inside one field. */
function refuseSwallowedRows(record: ParsedRecord, width: number, separator: string): void {
  if (width < 2) return
  for (const field of record.fields) {
    const swallowed = field.includes('\n') && field.split('\n').some((line) => line.split(separator).length >= width)
    if (swallowed) throw new FileRefused('UNCLOSED_QUOTE', `A quote opened before line ${record.line} is not closed`)
  }
}

async function* recordsOf(
  path: string,
  found: FoundEncoding,
  delimiter: string,
): AsyncGenerator<ParsedRecord, void, undefined> {
  const handle = await open(path)
  try {
    const bytes = handle.createReadStream({
      start: found.skip,
      highWaterMark: 65_536,
      autoClose: false,
    }) as AsyncIterable<Buffer>
    const text = Readable.from(decodeStream(bytes, found.encoding), { objectMode: true })
    const parser = parse({
      delimiter,
      raw: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      rtrim: true,
      skip_empty_lines: true,
    })
    text.on('error', (error) => parser.destroy(error))
    text.pipe(parser)
    let next = 1
    for await (const { record, raw, info } of parser as AsyncIterable<{
      record: string[]
      raw: string
      info: { lines: number }
    }>) {
      yield { fields: record, raw, line: next }
      next = info.lines + 1
    }
  } catch (error) {
    if (error instanceof CsvError) {
      throw new FileRefused(/QUOTE/.test(error.code) ? 'UNCLOSED_QUOTE' : 'FILE_UNREADABLE', error.message)
    }
    throw error
  } finally {
    await handle.close()
  }
}
