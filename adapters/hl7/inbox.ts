/**
 * What becomes of one message, decided once for both ways in: rows, quarantine or nothing, and the answer. Everything here happens inside a
 * transaction of the store; a message is taken whole or not at all.
 */
import type { Hl7System } from '../open.ts'
import { accepted, type Outcome } from './acknowledgement.ts'
import type { Framed } from './framer.ts'
import { parseMessage, UnreadableMessage, type Hl7Message } from './message.ts'
import type { MessageStore } from './message-store.ts'
import { RefusedMessage, type Interpreter } from './rows.ts'

/** Where it came from, for quarantine. */
export interface Origin {
  readonly file: string
  readonly line: number
}

/** How far a sender's clock may be ahead. */
const AHEAD_MS = 86_400_000
const KEPT_RAW = 65_536
/** Types that were never agreed are remarked one by one, but not without end. */
const MOST_UNKNOWN_TYPES = 20

const refused = (error: Outcome['error']): Outcome => ({ verdict: 'AR', error })

export class Inbox {
  private readonly system: Hl7System
  private readonly interpreter: Interpreter
  private readonly store: MessageStore
  private readonly keepsRaw: boolean
  private readonly unknown = new Set<string>()

  /** Where a column must not be taken in, nothing of a message that was refused is kept: the column may stand anywhere in it. */
  constructor(system: Hl7System, interpreter: Interpreter, store: MessageStore, keepsRaw: boolean) {
    this.keepsRaw = keepsRaw
    this.system = system
    this.interpreter = interpreter
    this.store = store
  }

  take(bytes: Buffer, origin: Origin): Outcome {
    let message: Hl7Message
    try {
      message = parseMessage(bytes, this.system.encoding)
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error
      return this.quarantine('', error.code, bytes, origin, refused('100'))
    }
    const table = this.interpreter.tableOf(message.type)
    for (const remark of message.remarks) this.store.remark(table, remark)
    // Training and debugging messages hold invented persons.
    const [processing = ''] = (message.segments[0]?.fields[11] ?? '').split(message.separators.component)
    if (processing !== '' && processing !== 'P') {
      this.store.remark(table, 'NOT_PRODUCTION')
      return refused('202')
    }
    // Its rows would be the newest for years, and every true change after them too old.
    const [, y, mo, d] = /^(\d{4})(\d\d)(\d\d)/.exec(message.segments[0]?.fields[7] ?? '') ?? []
    if (y !== undefined && Date.parse(`${y}-${mo}-${d}T00:00:00+08:00`) > Date.now() + AHEAD_MS) {
      this.store.remark(table, 'CLOCK_AHEAD')
      return refused('103')
    }
    try {
      return this.carryOut(message, table, bytes, origin)
    } catch (error) {
      if (!(error instanceof RefusedMessage)) throw error
      return this.quarantine(
        error.table,
        error.code,
        bytes,
        origin,
        refused(error.code === 'ROW_NO_KEY' ? '101' : '103'),
      )
    }
  }

  /** What is no whole message. The rest of one that was cut will come again when the sender is asked to. */
  reject(framed: Exclude<Framed, { kind: 'message' }>, origin: Origin): Outcome {
    switch (framed.kind) {
      case 'cut':
        return this.quarantine('', 'MESSAGE_CUT', framed.bytes, origin, { verdict: 'AE', error: '207' })
      case 'tooLong':
        return this.quarantine('', 'MESSAGE_TOO_LONG', framed.bytes, origin, refused('207'))
      case 'outside':
        return this.quarantine('', 'MESSAGE_UNREADABLE', framed.bytes, origin, refused('207'))
    }
  }

  // Private:

  private carryOut(message: Hl7Message, table: string, bytes: Buffer, origin: Origin): Outcome {
    const meaning = this.interpreter.read(message)
    if (meaning.kind === 'ignored') return accepted
    if (meaning.kind === 'unknown') {
      this.remarkUnknown(table, message.type)
      return refused('200')
    }
    // A message sent again may have a new time in its header; what it says is the rest.
    const said = message.segments.slice(1).map(({ fields }) => fields)
    switch (this.store.seen(`${message.sender}|${message.id}`, JSON.stringify([message.type, said]))) {
      case 'same':
        return accepted
      case 'other':
        return this.quarantine(table, 'MESSAGE_ID_REUSED', bytes, origin, refused('205'))
      case 'new':
        for (const action of meaning.actions) {
          if (!this.store.apply(action)) this.store.remark(action.table, 'OLDER_THAN_ROW')
        }
        return accepted
    }
  }

  /** The sender is told, nothing of the message is kept: nobody agreed that it comes here. */
  private remarkUnknown(table: string, type: string): void {
    const name = /^[A-Z][A-Z0-9]{2}(\^[A-Z0-9]{3})?$/.test(type) ? type : 'OTHER'
    if (this.unknown.size >= MOST_UNKNOWN_TYPES && !this.unknown.has(name)) return
    this.unknown.add(name)
    this.store.remark(table, `UNKNOWN_MESSAGE:${name}`)
  }

  private quarantine(table: string, code: string, bytes: Buffer, { file, line }: Origin, outcome: Outcome): Outcome {
    const raw = this.keepsRaw ? new TextDecoder(this.system.encoding).decode(bytes.subarray(0, KEPT_RAW)) : ''
    this.store.quarantine({ table: table || this.interpreter.tableOf(''), file, line, code, raw })
    return outcome
  }
}
