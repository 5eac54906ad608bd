/**
 * An .xlsx written row by row in constant memory, as an export of a web system is: strings inline, one sheet. The archive is written by hand,
 * since the libraries at hand keep the workbook or wait for streams: a part is deflated piece by piece, its sizes are filled in at its end.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib'
import { mergesOf, serialOf, typed, type ExcelFile, type ExcelSheet, type ExcelValue } from './excel.ts'
import { SequentialFile } from './file.ts'

export class XlsxFile implements ExcelFile {
  readonly #zip: ZipFile
  readonly #sheet: ExcelSheet
  #rows = ''
  lines = 0

  constructor(path: string, sheet: ExcelSheet) {
    this.#sheet = sheet
    this.#zip = new ZipFile(path)
    for (const [name, xml] of Object.entries(parts(sheet.name))) {
      this.#zip.begin(name)
      this.#zip.add(xml)
      this.#zip.end()
    }
    this.#zip.begin('xl/worksheets/sheet1.xml')
    const hidden = (sheet.hiddenColumns ?? []).map(
      (column) => `<col min="${column + 1}" max="${column + 1}" width="0" hidden="1"/>`,
    )
    const columns = hidden.length === 0 ? '' : `<cols>${hidden.join('')}</cols>`
    this.#zip.add(`${prolog}<worksheet xmlns="${main}">${columns}<sheetData>`)
    if (sheet.title !== undefined) this.write([sheet.title])
    for (const row of sheet.header) this.write(row)
  }

  write(values: readonly ExcelValue[], hidden = false): void {
    this.lines++
    const cells = values.map((value, i) => cellXml(value, `${letters(i)}${this.lines}`)).join('')
    this.#rows += `<row r="${this.lines}"${hidden ? ' hidden="1"' : ''}>${cells}</row>`
    if (this.#rows.length < pieceLength) return
    this.#zip.add(this.#rows)
    this.#rows = ''
  }

  close(): void {
    const merges = mergesOf(this.#sheet).map(
      ([top, left, bottom, right]) => `<mergeCell ref="${letters(left)}${top + 1}:${letters(right)}${bottom + 1}"/>`,
    )
    const merged = merges.length === 0 ? '' : `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells>`
    this.#zip.add(`${this.#rows}</sheetData>${merged}</worksheet>`)
    this.#zip.end()
    this.#zip.close()
  }
}

// Private:

const pieceLength = 1 << 18
const prolog = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const kinds = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

function parts(sheetName: string): Record<string, string> {
  const override = (part: string, kind: string) => `<Override PartName="${part}" ContentType="${kinds}.${kind}+xml"/>`
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${relations}/${kind}" Target="${target}"/>`
  return {
    '[Content_Types].xml':
      `${prolog}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/>${override('/xl/workbook.xml', 'sheet.main')}` +
      `${override('/xl/worksheets/sheet1.xml', 'worksheet')}${override('/xl/styles.xml', 'styles')}</Types>`,
    '_rels/.rels': `${prolog}<Relationships xmlns="${packages}/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml':
      `${prolog}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>` +
      `<sheet name="${escaped(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      `${prolog}<Relationships xmlns="${packages}/relationships">${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}` +
      `${relation('rId2', 'styles', 'styles.xml')}</Relationships>`,
    'xl/styles.xml':
      `${prolog}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy\\-mm\\-dd"/></numFmts>` +
      '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>' +
      '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>' +
      '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf numFmtId="176" applyNumberFormat="1" xfId="0"/></cellXfs></styleSheet>',
  }
}

function cellXml(value: ExcelValue, at: string): string {
  if (value === null || value === '') return ''
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`
  if (typeof value === 'string')
    return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(typed(value))}</t></is></c>`
  if ('error' in value) return `<c r="${at}" t="e"><v>#N/A</v></c>`
  return `<c r="${at}" s="1"><v>${serialOf(value.day)}</v></c>`
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function letters(column: number): string {
  return column < 26
    ? String.fromCharCode(65 + column)
    : letters(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26))
}

/** Parts one after the other; each piece of a part is deflated by itself, joined by a flush that ends on a byte. */
class ZipFile {
  readonly #file: SequentialFile
  readonly #directory: Buffer[] = []
  #name = Buffer.alloc(0)
  #at = 0
  #crc = 0
  #size = 0
  #packed = 0

  constructor(path: string) {
    this.#file = new SequentialFile(path)
  }

  begin(name: string): void {
    this.#name = Buffer.from(name)
    this.#at = this.#file.length
    this.#crc = this.#size = this.#packed = 0
    this.#file.write(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), this.#facts(), Buffer.alloc(2), this.#name]))
  }

  add(text: string): void {
    this.#put(Buffer.from(text), constants.Z_SYNC_FLUSH)
  }

  end(): void {
    this.#put(Buffer.alloc(0), constants.Z_FINISH)
    const facts = this.#facts()
    this.#file.patch(this.#at + 4, facts)
    const rest = Buffer.alloc(16)
    rest.writeUInt32LE(this.#at, 12)
    this.#directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, rest, this.#name]))
  }

  close(): void {
    const directory = Buffer.concat(this.#directory)
    const end = Buffer.alloc(22)
    end.write('PK\x05\x06', 'latin1')
    end.writeUInt16LE(this.#directory.length, 8)
    end.writeUInt16LE(this.#directory.length, 10)
    end.writeUInt32LE(directory.length, 12)
    end.writeUInt32LE(this.#file.length, 16)
    this.#file.write(directory)
    this.#file.write(end)
    this.#file.close()
  }

  // Private:

  #put(bytes: Buffer, finishFlush: number): void {
    const packed = deflateRawSync(bytes, { finishFlush, level: 6 })
    // Of no bytes the sum would start anew.
    if (bytes.length > 0) this.#crc = crc32(bytes, this.#crc)
    this.#size += bytes.length
    this.#packed += packed.length
    this.#file.write(packed)
  }

  /** Version to length of name: the same bytes in the local header and in the directory. Names are UTF-8, the day is 2026-01-01. */
  #facts(): Buffer {
    const facts = Buffer.alloc(24)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(0x0800, 2)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt16LE(0x5c21, 8)
    facts.writeUInt32LE(this.#crc, 10)
    facts.writeUInt32LE(this.#packed, 14)
    facts.writeUInt32LE(this.#size, 18)
    facts.writeUInt16LE(this.#name.length, 22)
    return facts
  }
}
