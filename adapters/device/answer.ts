/** Packets that go back to a station: that its report was received (9014), that its notice was (9013). */
import { checksum } from './checksum.ts'
import type { Packet } from './packet.ts'

/** Our own kind of system in what we send: the exchange between systems. */
const EXCHANGE = '91'

export function answerTo(packet: Packet, command: '9013' | '9014'): Buffer {
  const { request, password, station, edition } = packet
  const common = `ST=${EXCHANGE};CN=${command};PW=${password};MN=${station};`
  // In the edition of 2005 the number of the request stands in the body.
  return edition === '2005'
    ? frame(`${common}CP=&&${request === null ? '' : `QN=${request}`}&&`)
    : frame(`QN=${request};${common}Flag=4;CP=&&&&`)
}

// Private:

function frame(text: string): Buffer {
  const data = Buffer.from(text, 'latin1')
  return Buffer.from(`##${String(data.length).padStart(4, '0')}${text}${checksum(data)}\r\n`, 'latin1')
}
