/** The message by which a hospital tells of the demo person’s health record, as the estate’s own batch file has it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestHub } from '../start-test-hub.ts'

export function healthMessage({ data }: TestHub, { name, at }: { readonly name: string; readonly at: Date }): string {
  const batch = new TextDecoder('gb18030').decode(readFileSync(join(data, 'estate/health/messages/DA.hl7')))
  const found = /MSH\|[^\r]*\rPID\|[^\r]*JK0000000001\^[^\r]*\r/.exec(batch)?.[0]
  if (found === undefined) throw new Error('no message of the demo person')
  const fields = (segment: string) => segment.split('|')
  const [header = '', person = ''] = found.split('\r').map(String)
  const head = fields(header)
  head[6] = timeOf(at)
  head[9] = `F${timeOf(at)}${++sent}`
  head[17] = 'UNICODE UTF-8'
  const who = fields(person)
  who[5] = name
  return `${head.join('|')}\r${who.join('|')}\r`
}

export function frame(message: string): Buffer {
  return Buffer.concat([Buffer.from([0x0b]), Buffer.from(message), Buffer.from([0x1c, 0x0d])])
}

// Private:

let sent = 0

/** As Shanghai’s clocks show it. */
function timeOf(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14)
}
