/**
 * The envelope of SOAP 1.1 and 1.2 and what may stand in it instead of an answer: a fault, under any prefix and with any HTTP status, or an
 * error of the application, often in an XML document escaped inside one element. Each gets its own code; none is ever "no records".
 */
import { SourceError, type SourceErrorCode } from '../adapter.ts'
import type { SoapSystem } from '../open.ts'
import { at, child, escapeXml, parseXml, XmlRefused, type Element } from './xml.ts'

const namespaces = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
} as const

/** Parameter and values, in the order of the interface: a list of keys repeats its element. */
export type Parameters = readonly (readonly [name: string, value: string])[]

export function requestOf(
  system: SoapSystem,
  operation: string,
  parameters: Parameters,
  login: { readonly user: string; readonly secret: string },
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const { credentials } = system
  const element = (name: string, text: string) => `<${name}>${escapeXml(text)}</${name}>`
  const inside = parameters.map(([name, value]) => element(name, value)).join('')
  const header =
    credentials === undefined
      ? ''
      : `<e:Header><q:${credentials.header}>${element(credentials.user, login.user)}${element(credentials.secret, login.secret)}</q:${credentials.header}></e:Header>`
  const action = `${system.action ?? ''}${operation}`
  return {
    headers:
      system.version === '1.1'
        ? { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${action}"` }
        : { 'content-type': `application/soap+xml; charset=utf-8; action="${action}"` },
    body:
      `<?xml version="1.0" encoding="UTF-8"?>` +
      `<e:Envelope xmlns:e="${namespaces[system.version]}" xmlns:q="${escapeXml(system.namespace)}">${header}` +
      `<e:Body><q:${operation}>${inside}</q:${operation}></e:Body></e:Envelope>`,
  }
}

/** The element that holds the result, or null when the source says that it has no such record. Throws SourceError. */
export function resultOf(xml: string, operation: string, system: SoapSystem, department: string): Element | null {
  try {
    const envelope = parseXml(xml)
    const body = envelope.name === 'Envelope' ? child(envelope, 'Body') : undefined
    const [first] = body?.children ?? []
    if (first === undefined) throw new XmlRefused('No SOAP envelope')
    if (first.name === 'Fault') return refused(faultIn(first, system), system, department)
    if (first.name !== `${operation}Response`) throw new XmlRefused('The answer of another operation')
    const result = system.result.inner === undefined ? first : innerOf(first, system.result.inner)
    const code = at(result, system.result.code)?.text.trim()
    if (code === undefined) throw new XmlRefused('The answer has no code')
    if (system.result.okay.includes(code)) return result
    return refused({ code, message: at(result, system.result.message)?.text ?? '', kind: 'result' }, system, department)
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error
    throw new SourceError('MALFORMED', department, `${error.message} in the answer to ${operation}`, error)
  }
}

// Private:

interface Refusal {
  readonly code: string
  readonly message: string
  /** Local name of the fault code, or `result` for an error inside an answer. */
  readonly kind: string
}

/** Where the application's code stands in a fault's detail is declared; without one the fault code itself is it. */
function faultIn(fault: Element, system: SoapSystem): Refusal {
  const [code11, reason11] = [child(fault, 'faultcode'), child(fault, 'faultstring')]
  const code12 = child(fault, 'Code')
  const subcode = child(child(code12, 'Subcode'), 'Value') ?? child(code12, 'Value')
  const kind = (child(code12, 'Value') ?? code11)?.text.trim() ?? ''
  const detail = child(fault, 'detail') ?? child(fault, 'Detail')
  const inside =
    detail === undefined || system.result.faultCode === undefined ? undefined : at(detail, system.result.faultCode)
  return {
    code: inside?.text.trim() ?? (subcode ?? code11)?.text.trim() ?? '',
    message: (child(child(fault, 'Reason'), 'Text') ?? reason11)?.text ?? '',
    kind: unprefixed(kind),
  }
}

const faultCodes: Readonly<Record<string, SourceErrorCode>> = {
  VersionMismatch: 'MALFORMED',
  MustUnderstand: 'MALFORMED',
  FailedAuthentication: 'REFUSED',
  InvalidSecurity: 'REFUSED',
  InvalidSecurityToken: 'REFUSED',
  FailedCheck: 'REFUSED',
}

/** Null for "no such record". A source that says it is busy is unavailable, whatever number it gives that. */
function refused({ code, message, kind }: Refusal, system: SoapSystem, department: string): null {
  const { absent = [], codes = {} } = system.result
  if (absent.includes(code)) return null
  const found =
    codes[code] ??
    faultCodes[unprefixed(code)] ??
    faultCodes[kind] ??
    (/繁忙|稍后|系统忙/.test(message) ? 'UNAVAILABLE' : 'FAULT')
  throw new SourceError(found, department, `${kind === 'result' ? 'Code' : `A fault ${kind}`} ${code}: ${message}`)
}

function innerOf(response: Element, path: string): Element {
  const text = at(response, path)?.text.trim() ?? ''
  if (text === '') throw new XmlRefused('The answer has no document inside')
  return parseXml(text)
}

const unprefixed = (name: string): string => name.slice(name.indexOf(':') + 1)
