/**
 * For tests: a SOAP interface on a port of its own, made by the library `soap` from a service description, so that two programs must agree on
 * the messages; its habits that differ from the contract are put right before it answers, and faults take its place.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listen } from 'soap'
import type { Row } from '../adapter.ts'
import type { SoapSystem } from '../open.ts'

const namespace = 'urn:test'

export const soapSystem: SoapSystem = {
  technology: 'soap',
  version: '1.1',
  encoding: 'utf-8',
  namespace,
  parameters: { page: 'pageNo', size: 'pageSize', key: 'key' },
  result: {
    code: 'code',
    okay: ['0'],
    message: 'message',
    rows: 'records',
    row: 'record',
    total: 'total',
    faultCode: 'code',
    absent: ['1001'],
    codes: { '-1': 'REFUSED', '9': 'QUOTA_EXCEEDED' },
  },
  pageSize: 10,
  keysAtOnce: 5,
  tables: { PARTY: { list: 'list', byKeys: 'query', filters: ['LX'] } },
}

/** What the next answers are instead of the right one. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void

export class StandIn {
  rows: Row[] = []
  faults: Fault[] = []
  requests = 0
  /** Told the message that a fault answers. */
  onBody: (text: string) => void = () => undefined
  private readonly server: Server = createServer()

  static async start(rows: readonly Row[] = [], version: SoapSystem['version'] = '1.1'): Promise<StandIn> {
    const standIn = new StandIn()
    standIn.rows = [...rows]
    await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve))
    await new Promise<void>((resolve) => {
      const port = { list: (asked: Asked) => standIn.list(asked), query: (asked: Asked) => standIn.query(asked) }
      const server = listen(standIn.server, {
        path: '/party',
        services: { Party: { Port: port } },
        xml: description(standIn.url, version),
        forceSoap12Headers: version === '1.2',
        callback: () => resolve(),
      })
      // It trims values otherwise; the option of that name does not reach so far.
      Object.assign((server as unknown as { wsdl: { options: object } }).wsdl.options, { preserveWhitespace: true })
    })
    standIn.takeFaultsFirst()
    return standIn
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/party`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  // Private:

  private takeFaultsFirst(): void {
    const usual = this.server.listeners('request').slice() as Fault[]
    this.server.removeAllListeners('request')
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.requests++
      const fault = this.faults.shift()
      if (fault) {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          this.onBody(Buffer.concat(chunks).toString('utf8'))
          fault(request, response)
        })
      } else for (const handler of usual) handler.call(this.server, request, response)
    })
  }

  private list({ LX, pageNo, pageSize }: Asked): object {
    const fitting = [...this.rows]
      .sort((a, b) => ((a.BH as string) < (b.BH as string) ? -1 : 1))
      .filter((row) => LX === undefined || row.LX === LX)
    const from = (Number(pageNo) - 1) * Number(pageSize)
    return answer(fitting.slice(from, from + Number(pageSize)), fitting.length)
  }

  private query({ key }: Asked): object {
    const keys = [key ?? []].flat()
    if (keys.length > soapSystem.keysAtOnce) return { code: '500', message: '超出上限', records: {} }
    const found = this.rows.filter((row) => keys.includes(row.BH as string)).reverse()
    return answer(found, found.length)
  }
}

// Private:

interface Asked {
  readonly LX?: string
  readonly pageNo?: string
  readonly pageSize?: string
  readonly key?: string | readonly string[]
}

/** The library writes no element for null where the schema does not say that it may be nil. */
const answer = (rows: readonly Row[], total: number) => ({
  code: '0',
  message: 'ok',
  total: String(total),
  records: { record: rows },
})

const text = (name: string, more = '') => `<x:element name="${name}" type="x:string" ${more}/>`
const optional = 'minOccurs="0"'
const complex = (name: string, inside: string, more = '') =>
  `<x:element name="${name}" ${more}><x:complexType><x:sequence>${inside}</x:sequence></x:complexType></x:element>`

function description(url: string, version: SoapSystem['version']): string {
  const binding =
    version === '1.1' ? 'http://schemas.xmlsoap.org/wsdl/soap/' : 'http://schemas.xmlsoap.org/wsdl/soap12/'
  const record = complex(
    'record',
    ['BH', 'MC', 'LX', 'BZ', 'BBH'].map((column) => text(column, `${optional} nillable="true"`)).join(''),
    'minOccurs="0" maxOccurs="unbounded"',
  )
  const response = (name: string) =>
    complex(name, text('code') + text('message') + text('total', optional) + complex('records', record))
  const operation = (name: string) =>
    `<operation name="${name}"><input message="t:${name}In"/><output message="t:${name}Out"/></operation>`
  const bound = (name: string) =>
    `<operation name="${name}"><s:operation soapAction="${name}"/><input><s:body use="literal"/></input>` +
    `<output><s:body use="literal"/></output></operation>`
  const messages = (name: string) =>
    `<message name="${name}In"><part name="p" element="t:${name}"/></message>` +
    `<message name="${name}Out"><part name="p" element="t:${name}Response"/></message>`
  return (
    `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="${binding}" xmlns:t="${namespace}"` +
    ` xmlns:x="http://www.w3.org/2001/XMLSchema" targetNamespace="${namespace}"><types><x:schema targetNamespace="${namespace}">` +
    complex('list', text('LX', optional) + text('pageNo') + text('pageSize')) +
    complex('query', text('key', 'minOccurs="0" maxOccurs="unbounded"')) +
    `${response('listResponse')}${response('queryResponse')}</x:schema></types>${messages('list')}${messages('query')}` +
    `<portType name="PartyType">${operation('list')}${operation('query')}</portType>` +
    `<binding name="PartyBinding" type="t:PartyType"><s:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>` +
    `${bound('list')}${bound('query')}</binding>` +
    `<service name="Party"><port name="Port" binding="t:PartyBinding"><s:address location="${url}"/></port></service></definitions>`
  )
}
