/** What the writer wrote, as the stand-in server tells it: the file is only ever read through it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { demo } from '../population/demo.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { startCivilAffairsServer } from '../servers/civil-affairs.ts'
import type { StandIn } from '../servers/listener.ts'
import { CivilAffairs, socialOrganisationKey } from './civil-affairs.ts'

type Row = Readonly<Record<string, unknown>>
interface Result {
  readonly head: { readonly code: string }
  readonly body: { readonly total: string; readonly rows: '' | { readonly row: readonly Row[] } }
}

let drop: OneDrop
let server: StandIn
beforeAll(async () => {
  drop = await oneDrop(CivilAffairs)
  server = await startCivilAffairsServer({ database: join(drop.folder, 'civil-affairs.db') })
})
afterAll(async () => {
  await server.close()
  drop.remove()
})

const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  htmlEntities: true,
  isArray: (name) => name === 'row',
})

async function send(operation: string, inside: string, secret = 'demo'): Promise<string> {
  const body =
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:q="http://service.mz.sd.example/">' +
    `<e:Header><q:AuthHeader><userName>hub</userName><password>${secret}</password></q:AuthHeader></e:Header>` +
    `<e:Body><q:${operation}>${inside}</q:${operation}></e:Body></e:Envelope>`
  const answer = await fetch(server.url, { method: 'POST', body, headers: { 'content-type': 'text/xml' } })
  return answer.text()
}

async function ask(operation: string, inside: string, secret?: string): Promise<Result> {
  const outer = parser.parse(await send(operation, inside, secret)) as {
    Envelope: { Body: Record<string, { return: string }> }
  }
  const text = outer.Envelope.Body[`${operation}Response`]?.return ?? ''
  return (parser.parse(text) as { response: Result }).response
}

const rowsOf = ({ body }: Result) => (body.rows === '' ? [] : body.rows.row)
const byKeys = async (name: string, ...keys: string[]) =>
  rowsOf(await ask(`query${name}ByKey`, keys.map((key) => `<key>${key}</key>`).join('')))

describe('the SOAP interface of civil affairs', () => {
  test('lists come in pages, in the order of the key, and are as long as they say', async () => {
    for (const table of Object.keys(drop.tables)) {
      const name = table.charAt(0) + table.slice(1).toLowerCase()
      const first = await ask(`query${name}List`, '<pageNo>1</pageNo><pageSize>3</pageSize>')
      expect({ table, total: Number(first.body.total) }).toEqual({ table, total: drop.tables[table] })
      expect(rowsOf(first).length).toBeGreaterThan(0)
    }
    const pages = [1, 2].map((page) => ask('queryDmList', `<pageNo>${page}</pageNo><pageSize>2</pageSize>`))
    const keys = (await Promise.all(pages)).flatMap(rowsOf).map((row) => row['DMBH'])
    expect(keys).toEqual([...new Set(keys)].sort())
  })

  test('an empty list, no such record, no rights, and a fault under status 200 are four things', async () => {
    const none = await ask('queryDmList', '<WGBM>1</WGBM><pageNo>1</pageNo><pageSize>3</pageSize>')
    expect([none.head.code, none.body.rows]).toEqual(['0000', ''])
    expect((await ask('querySwByKey', '<key>SW0</key>')).head.code).toBe('1001')
    expect((await ask('queryDmList', '', 'wrong')).head.code).toBe('9001')
    expect(await send('queryNothing', '')).toContain('<soapenv:Fault>')
    server.setFault({ kind: 'inBand', times: 1 })
    expect(await send('queryDmList', '')).toContain('<faultstring>系统繁忙</faultstring>')
    server.setFault({ kind: 'html', times: 1 })
    expect(await send('queryDmList', '')).toContain('<!DOCTYPE html>')
  })

  test('the demo couple is married, the mother certified, the company’s association led by the head', async () => {
    const [head, spouse, mother] = drop.first.persons
    const company = drop.first.organisations[demo.organisation]
    const couple = await byKeys('Hy', 'HY00000001A', 'HY00000001B')
    expect(couple.map((row) => [row['ZJHM'], row['POZJHM']])).toContainEqual([head?.number, spouse?.number])
    expect(couple).toHaveLength(2)
    expect(await byKeys('Cj', 'CJ00000003')).toMatchObject([{ ZJHM: mother?.number, CJZT: '1' }])
    expect(await byKeys('Shzz', socialOrganisationKey(0))).toMatchObject([
      { FRZJHM: head?.number, FQDWDM: company?.creditCode, TYXYDM: expect.stringMatching(/^51370283MB91\d{4}/) },
    ])
  })

  test('a village that was merged is still there and says into which', async () => {
    const closed = rowsOf(await ask('queryQhList', '<QHJB>5</QHJB><pageNo>1</pageNo><pageSize>200</pageSize>'))
    const merged = closed.filter((row) => /^\d{12}$/.test(String(row['BRDM'])))
    expect(merged.length).toBeGreaterThan(0)
    for (const row of merged) expect(closed.map((one) => one['QHDM'])).toContain(row['BRDM'])
  })

  test('characters outside GBK are written by number', async () => {
    const text = await send('queryHyList', '<pageNo>1</pageNo><pageSize>200</pageSize>')
    expect(text).not.toMatch(/[\u3400-\u4DBF\u{10000}-\u{10FFFF}]/u)
  })

  test('nobody is entered as dead, poor or in care who is of the demo household', () => {
    const household = drop.entities.filter(({ id }) => /^P[0-3]$/.test(id))
    const tables = household.flatMap(({ records }) => records.map(([, table]) => table))
    expect([...new Set(tables)].sort()).toEqual(['CJ', 'HY'])
  })

  test('every form of a dirty number occurs, and the truth tells each', () => {
    const forms = (table: string, column: string) =>
      new Set(drop.spoilt.filter((one) => one.table === table && one.column === column).map((one) => one.form))
    expect(forms('HY', 'ZJHM').size).toBeGreaterThan(8)
    expect(forms('HY', 'DJRQ').size).toBeGreaterThan(8)
    expect(forms('SHZZ', 'TYXYDM').size).toBeGreaterThan(1)
  })
})
