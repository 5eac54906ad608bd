/**
 * The SOAP interface of civil affairs over a few rows in memory, for this room's tests: an escaped document with a code of its own, pages, rows
 * by keys, as docs/legacy-estate/civil-affairs.md describes it.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Row = Readonly<Record<string, string | null>>

export interface StandIn {
  readonly url: string
  /** Code of all answers instead of the right one. */
  refuse(code: string | null): void
  close(): Promise<void>
}

export async function standIn(tables: Readonly<Record<string, readonly Row[]>>): Promise<StandIn> {
  let refusal: string | null = null

  const answer = (message: string): string => {
    const [, operation = '', name = '', kind] = /<q:(query(\w+?)(List|ByKey))>/.exec(message) ?? []
    if (!message.includes('<password>test</password>')) return wrapped(operation, '9001')
    if (refusal !== null) return wrapped(operation, refusal)
    const rows = tables[name.toUpperCase()] ?? []
    const keyColumn = Object.keys(rows[0] ?? {})[0] ?? ''
    const given = [...message.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(
      ([, parameter = '', value = '']) => [parameter, value] as const,
    )
    if (kind === 'ByKey') {
      const keys = given.flatMap(([parameter, value]) => (parameter === 'key' ? [value] : []))
      const found = rows.filter((row) => keys.includes(row[keyColumn] ?? ''))
      return found.length === 0 ? wrapped(operation, '1001') : wrapped(operation, '0000', found, found.length)
    }
    const asked = new Map(given)
    const found = rows.filter((row) => given.every(([column, value]) => !(column in row) || row[column] === value))
    const size = Number(asked.get('pageSize'))
    const from = (Number(asked.get('pageNo')) - 1) * size
    return wrapped(operation, '0000', found.slice(from, from + size), found.length)
  }

  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => response.setHeader('content-type', 'text/xml').end(answer(body)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/mzService`,
    refuse: (code) => (refusal = code),
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  }
}

// Private:

function wrapped(operation: string, code: string, rows: readonly Row[] = [], total = 0): string {
  const inside =
    `<?xml version="1.0" encoding="GBK"?><response><head><code>${code}</code><msg/></head><body><total>${total}</total><rows>` +
    `${rows.map((row) => `<row>${Object.entries(row).map(column).join('')}</row>`).join('')}</rows></body></response>`
  return (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
    `<ns:${operation}Response xmlns:ns="http://service.mz.sd.example/"><return>${escape(inside)}</return></ns:${operation}Response>` +
    '</soapenv:Body></soapenv:Envelope>'
  )
}

const column = ([name, value]: readonly [string, string | null]) =>
  value === null
    ? `<${name} xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>`
    : `<${name}>${escape(value).replace(/䶮/g, '&#x4DAE;')}</${name}>`

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
