/**
 * The SOAP interface of civil affairs over its SQLite file: an escaped document inside every answer, a code in it, pages, rows by keys, faults
 * under status 200, Chinese outside GBK by number. As docs/legacy-estate/civil-affairs.md describes it, and no better.
 */
import Database from 'libsql'
import { XMLParser } from 'fast-xml-parser'
import {
  civilAffairsColumns,
  civilAffairsFilters,
  type CivilAffairsTable,
} from '../departments/civil-affairs-schema.ts'
import { ListPages } from './list-pages.ts'
import { listen, type Answer, type StandIn, type Wire } from './listener.ts'

export interface CivilAffairsOptions {
  /** The SQLite file of the estate. */
  readonly database: string
  readonly port?: number
  readonly user?: string
  readonly secret?: string
}

type Sql = Database.Database
type Row = Readonly<Record<string, string | null>>
interface Asked {
  readonly user: string
  readonly secret: string
  readonly operation: string
  readonly parameters: Readonly<Record<string, string>>
  readonly keys: readonly string[]
}

const pageLimit = 200
const keyLimit = 50
const path = '/services/mzService'

export async function startCivilAffairsServer(options: CivilAffairsOptions): Promise<StandIn> {
  const { database, port = 0, user = 'hub', secret = 'demo' } = options
  const sql = new Database(database)
  const pages = new ListPages(sql)
  const server = await listen(
    port,
    (request, url, body) => {
      if (request.method !== 'POST' || url.pathname !== path) return fault('9999', '接口不存在')
      if (!isAsked(body)) return fault('9999', '报文格式错误')
      const { operation } = body
      if (body.user !== user || body.secret !== secret) return result(operation, '9001')
      const [, name = '', kind] = /^query(\w+?)(List|ByKey)$/.exec(operation) ?? []
      const table = tables.find((one) => one === name.toUpperCase())
      if (table === undefined) return fault('9999', '接口不存在')
      return kind === 'List' ? list(pages, table, body) : byKeys(sql, table, body)
    },
    soap,
  )
  return {
    url: `${server.url}${path}`,
    setFault: (kind) => server.setFault(kind),
    get calls() {
      return server.calls
    },
    get mostAtOnce() {
      return server.mostAtOnce ?? 0
    },
    close: async () => {
      await server.close()
      sql.close()
    },
  }
}

// Private:

const tables = Object.keys(civilAffairsColumns) as readonly CivilAffairsTable[]
const keyOf = (table: CivilAffairsTable) => civilAffairsColumns[table].split(' ')[0] ?? 'rowid'

function list(pages: ListPages, table: CivilAffairsTable, { operation, parameters }: Asked): Answer {
  const [page, size] = [Number(parameters['pageNo']), Number(parameters['pageSize'])]
  if (!(page >= 1) || !(size >= 1) || size > pageLimit) return result(operation, '9999')
  const asked = civilAffairsFilters[table].filter((column) => parameters[column] !== undefined)
  const equal = asked.map((column) => [column, parameters[column] ?? ''] as const)
  const { rows, total } = pages.page({ table, key: keyOf(table), equal, page, size })
  return result(operation, '0000', rows as readonly Row[], total)
}

function byKeys(sql: Sql, table: CivilAffairsTable, { operation, keys }: Asked): Answer {
  if (keys.length > keyLimit) return result(operation, '9999')
  const marks = keys.map(() => '?').join(', ')
  const rows = sql.prepare(`SELECT * FROM ${table} WHERE ${keyOf(table)} IN (${marks})`).all(...keys) as Row[]
  return rows.length === 0 ? result(operation, '1001') : result(operation, '0000', rows.reverse(), rows.length)
}

const messages: Readonly<Record<string, string>> = {
  '0000': '成功',
  '1001': '无此记录',
  '9001': '无权限',
  '9999': '系统错误',
}

interface Result {
  readonly operation: string
  readonly rows: readonly Row[]
  readonly total: number
}
const result = (operation: string, code: string, rows: readonly Row[] = [], total = 0): Answer => ({
  code,
  msg: messages[code] ?? '',
  data: { operation, rows, total } satisfies Result,
})
const fault = (code: string, msg: string): Answer => ({ code, msg })

const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'key',
})

const soap: Wire = {
  contentType: 'text/xml;charset=UTF-8',
  read(text): Asked {
    const envelope = object(object(parser.parse(text))['Envelope'])
    const login = object(object(envelope['Header'])['AuthHeader'])
    const [[operation, inside] = ['', null]] = Object.entries(object(envelope['Body'])).filter(
      ([name]) => name !== '#text',
    )
    const { key, ...parameters } = object(inside)
    return {
      operation,
      user: String(login['userName'] ?? ''),
      secret: String(login['password'] ?? ''),
      parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
      keys: Array.isArray(key) ? key.map(String) : [],
    }
  },
  write({ code, msg, data }) {
    const inside = isResult(data) ? responseOf(data, code, msg) : faultOf(code, msg)
    return (
      '<?xml version="1.0" encoding="UTF-8"?>' +
      `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${inside}</soapenv:Body></soapenv:Envelope>`
    )
  },
}

/** What the listener itself answers has the codes of HTTP. */
function faultOf(code: string, msg: string): string {
  const own = code === '429' ? '9002' : code.length === 3 ? '9999' : code
  return (
    `<soapenv:Fault><faultcode>soapenv:Server</faultcode><faultstring>${escape(msg)}</faultstring>` +
    `<detail><code>${own}</code></detail></soapenv:Fault>`
  )
}

function responseOf({ operation, rows, total }: Result, code: string, msg: string): string {
  const body =
    rows.length === 0
      ? '<rows/>'
      : `<rows>${rows.map((row) => `<row>${Object.entries(row).map(column).join('')}</row>`).join('')}</rows>`
  const document =
    '<?xml version="1.0" encoding="GBK"?>' +
    `<response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><head><code>${code}</code><msg>${msg}</msg></head>` +
    `<body><total>${total}</total>${body}</body></response>`
  return `<ns:${operation}Response xmlns:ns="http://service.mz.sd.example/"><return>${escape(document)}</return></ns:${operation}Response>`
}

function column([name, value]: readonly [string, string | null]): string {
  if (value === null) return `<${name} xsi:nil="true"/>`
  return `<${name}${name === 'ZSSM' ? ' contentType="image/jpeg"' : ''}>${byNumber(escape(value))}</${name}>`
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What the old program cannot write in GBK: everything outside the basic plane, and extension A. */
const byNumber = (text: string) =>
  text.replace(
    /[\u3400-\u4DBF\u{10000}-\u{10FFFF}]/gu,
    (c) => `&#x${c.codePointAt(0)?.toString(16).toUpperCase() ?? ''};`,
  )

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
const isAsked = (value: unknown): value is Asked => object(value)['operation'] !== undefined
const isResult = (value: unknown): value is Result => object(value)['operation'] !== undefined
