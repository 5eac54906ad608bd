/** What stands in the data of an HJ 212 packet (HJ 212-2017 §6.3, HJ/T 212-2005 §6.3): `QN=…;ST=…;CN=…;PW=…;MN=…;Flag=…;CP=&&…&&`. */

export interface Packet {
  /** The sender's number of the request, its own time to the millisecond; the edition of 2005 sends reports without. */
  readonly request: string | null
  /** Kind of system: 21 surface water, 22 air, 31 waste gas, 32 waste water … */
  readonly system: string
  readonly command: string
  readonly password: string
  readonly station: string
  readonly edition: '2005' | '2017'
  /** The sender waits for an answer. */
  readonly wantsAnswer: boolean
  readonly part: { readonly number: number; readonly of: number } | null
  /** Between the `&&`. */
  readonly body: string
}

export class UnreadablePacket extends Error {
  readonly code: 'MESSAGE_UNREADABLE' | 'ROW_NO_KEY' | 'IMPOSSIBLE_DATE'
  constructor(code: UnreadablePacket['code']) {
    super(code)
    this.code = code
  }
}

const MOST_PARTS = 64
const shape: Readonly<Record<string, RegExp>> = {
  QN: /^\d{17}$/,
  ST: /^\d{2}$/,
  CN: /^\d{4}$/,
  PW: /^[!-:<-~]{1,16}$/,
  MN: /^[0-9A-Za-z]{1,27}$/,
  Flag: /^\d{1,3}$/,
  PNUM: /^\d{1,4}$/,
  PNO: /^\d{1,4}$/,
}

/** Throws UnreadablePacket. */
export function parsePacket(data: Buffer): Packet {
  const [, head, body] = /^([\x20-\x7e]*?)CP=&&([\x20-\x7e]*)&&$/.exec(data.toString('latin1')) ?? []
  if (head === undefined || body === undefined) throw new UnreadablePacket('MESSAGE_UNREADABLE')
  const given = new Map<string, string>()
  for (const item of head.split(';')) {
    if (item.trim() === '') continue
    const [, name = '', value = ''] = /^([A-Za-z]+)=(.*)$/.exec(item) ?? []
    if (!shape[name]?.test(value) || given.has(name)) throw new UnreadablePacket('MESSAGE_UNREADABLE')
    given.set(name, value)
  }
  const need = (name: string): string => {
    const value = given.get(name)
    if (value === undefined) throw new UnreadablePacket('MESSAGE_UNREADABLE')
    return value
  }
  // Six bits for the edition, one for numbered parts, one for the answer.
  const flag = Number(given.get('Flag') ?? '0')
  const edition = flag >> 2 === 0 ? '2005' : '2017'
  return {
    request: edition === '2005' ? (given.get('QN') ?? null) : need('QN'),
    system: need('ST'),
    command: need('CN'),
    password: need('PW'),
    station: need('MN'),
    edition,
    wantsAnswer: (flag & 1) === 1,
    // In the edition of 2005 whole packets say so too, without a number.
    part: (flag & 2) === 2 && (edition === '2017' || given.has('PNUM')) ? partOf(need('PNO'), need('PNUM')) : null,
    body,
  }
}

// Private:

function partOf(number: string, of: string): Packet['part'] {
  const part = { number: Number(number), of: Number(of) }
  if (part.number < 1 || part.number > part.of || part.of > MOST_PARTS) throw new UnreadablePacket('MESSAGE_UNREADABLE')
  return part.of === 1 ? null : part
}
