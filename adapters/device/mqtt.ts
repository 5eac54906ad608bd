/**
 * Stations behind a broker: the packets are the payloads of a topic. The session outlives a connection, and a message (QoS 1) is acknowledged when it
 * is stored, so that the broker keeps what we did not get and sends it again. The acknowledgement is the broker's; a station gets no answer of ours.
 */
import { connect, type MqttClient } from 'mqtt'
import type { Feed } from '../feed/adapter.ts'
import { Framer, type Framed } from './framer.ts'

export interface MqttOptions {
  /** `mqtt://host:port`, without the topic. */
  readonly broker: string
  readonly topic: string
  readonly user: string | null
  readonly secret: string | null
  /** Names the session at the broker; two clients of one name throw each other out. */
  readonly client: string
  readonly connectMs: number
  /** Resolves when all is stored. */
  readonly receive: (framed: readonly Framed[]) => Promise<void>
  /** Codes, no values. */
  readonly remark: (code: string) => void
}

const RETRY_MS = 1_000
/** More than a payload of HJ 212 can be; a broker may let through more. */
const MOST_BYTES = 65_536

export class MqttFeed implements Feed {
  private readonly options: MqttOptions
  private client: MqttClient | null = null
  private subscribed = false
  private readonly waiting = new Set<() => void>()

  constructor(options: MqttOptions) {
    this.options = options
  }

  get up(): boolean {
    return this.subscribed && this.client?.connected === true
  }

  /** The client goes on trying by itself. */
  async start(): Promise<void> {
    this.client ??= this.open()
    if (this.up) return
    await new Promise<void>((done) => {
      const timer = setTimeout(done, this.options.connectMs)
      this.waiting.add(() => {
        clearTimeout(timer)
        done()
      })
    })
  }

  async close(): Promise<void> {
    const { client } = this
    this.client = null
    this.subscribed = false
    // Not by force: what is under way is stored and acknowledged.
    await client?.endAsync(!client.connected).catch(() => undefined)
  }

  // Private:

  private open(): MqttClient {
    const { broker, topic, user, secret, client: clientId, connectMs, remark } = this.options
    const client = connect(broker, {
      clientId,
      clean: false,
      reconnectPeriod: RETRY_MS,
      // A refused password may be put right at the broker.
      reconnectOnConnackError: true,
      connectTimeout: connectMs,
      resubscribe: false,
      ...(user !== null && { username: user }),
      ...(secret !== null && { password: secret }),
    })
    client.handleMessage = (packet, done) => {
      this.receive(Buffer.from(packet.payload)).then(
        () => done(),
        (error: unknown) => {
          // The broker sends what was not acknowledged when we come again, not before.
          done(error instanceof Error ? error : new Error('not stored'))
          client.stream.destroy()
        },
      )
    }
    client.on('connect', () => {
      client.subscribe(topic, { qos: 1 }, (error, granted) => {
        const refused = error !== null || (granted ?? []).some(({ qos }) => (qos as number) > 2)
        if (refused) remark('SUBSCRIPTION_REFUSED')
        this.subscribed = !refused
        this.decided()
      })
    })
    client.on('close', () => {
      this.subscribed = false
      this.decided()
    })
    // The client reports and tries again; an error that nobody hears would end the process.
    client.on('error', () => undefined)
    return client
  }

  /** Connected or not: whoever waits knows. */
  private decided(): void {
    for (const tell of this.waiting) tell()
    this.waiting.clear()
  }

  private async receive(payload: Buffer): Promise<void> {
    if (payload.length > MOST_BYTES) {
      const bytes = payload.subarray(0, 1_024)
      return this.options.receive([{ kind: 'damaged', code: 'MESSAGE_TOO_LONG', bytes }])
    }
    const framer = new Framer()
    const framed = framer.push(payload)
    // A payload often has no line end behind its packet.
    if (framer.open) framed.push(...framer.push(Buffer.from('\r\n')))
    await this.options.receive([...framed, ...framer.end()])
  }
}
