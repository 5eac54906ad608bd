import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Aedes, type Client } from 'aedes'
import { createServer, type Server } from 'node:net'
import { connectAsync } from 'mqtt'
import { MqttFeed } from './mqtt.ts'
import { brokerSuite, until } from './mqtt-suite.ts'
import { freePort, packet } from './stand-in.ts'

/** A broker in this process, which can be stopped and started again with what it keeps. */
class Broker {
  aedes: Aedes
  readonly port: number
  private server: Server | null = null

  private constructor(aedes: Aedes, port: number) {
    this.aedes = aedes
    this.port = port
  }

  static async start(): Promise<Broker> {
    const broker = new Broker(await Aedes.createBroker(), await freePort())
    await broker.listen()
    return broker
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`
  }

  async listen(): Promise<void> {
    const server = createServer((socket) => void this.aedes.handle(socket))
    this.server = server
    await new Promise<void>((ready) => server.listen(this.port, '127.0.0.1', ready))
  }

  /** The broker goes on; nobody reaches it. */
  async cut(clients: readonly Client[]): Promise<void> {
    const closed = new Promise((done) => this.server?.close(done))
    for (const client of clients) client.conn.destroy()
    await closed
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((done) => this.aedes.close(done))
    const free = new Promise((done) => (this.server?.listening ? this.server.close(done) : done(null)))
    await Promise.all([closed, free])
  }
}

let broker: Broker
const clients = new Set<Client>()
beforeEach(async () => {
  broker = await Broker.start()
  broker.aedes.on('client', (client) => clients.add(client))
})
afterEach(async () => {
  clients.clear()
  await broker.stop()
})

describe('devices behind a broker', () => brokerSuite(() => broker.url))

describe('the line to a broker', () => {
  const options = (receive: () => Promise<void>, remarks: string[] = []) => ({
    broker: broker.url,
    topic: 'stations/#',
    user: null,
    secret: null,
    client: 'pentagraph-test',
    connectMs: 2_000,
    receive,
    remark: (code: string) => void remarks.push(code),
  })
  const publish = async (count: number) => {
    const publisher = await connectAsync(broker.url)
    for (let n = 0; n < count; n++) await publisher.publishAsync('stations/1', packet(), { qos: 1 })
    await publisher.endAsync()
  }

  test('takes no second message before the first is stored', async () => {
    let under = 0
    let most = 0
    let done = 0
    const feed = new MqttFeed(
      options(async () => {
        most = Math.max(most, ++under)
        await new Promise((go) => setTimeout(go, 5))
        under--
        done++
      }),
    )
    await feed.start()
    await publish(20)
    await until(() => Promise.resolve(done === 20))
    expect(most).toBe(1)
    await feed.close()
  })

  test('what could not be stored is not acknowledged and comes again', async () => {
    let tries = 0
    const feed = new MqttFeed(
      options(() => (++tries === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve())),
    )
    await feed.start()
    await publish(1)
    await until(() => Promise.resolve(tries >= 2))
    await until(() => Promise.resolve(feed.up))
    await feed.close()
  })

  test('comes back by itself when the broker is reachable again', async () => {
    let got = 0
    const feed = new MqttFeed(
      options(() => {
        got++
        return Promise.resolve()
      }),
    )
    await feed.start()
    expect(feed.up).toBe(true)
    await broker.cut([...clients])
    await until(() => Promise.resolve(!feed.up))
    await broker.listen()
    await until(() => Promise.resolve(feed.up))
    await publish(1)
    await until(() => Promise.resolve(got === 1))
    await feed.close()
  })

  test('a broker that is not there makes it ill, not dead, and is found when it comes', async () => {
    await broker.cut([])
    const feed = new MqttFeed(options(() => Promise.resolve()))
    await feed.start()
    expect(feed.up).toBe(false)
    await broker.listen()
    await until(() => Promise.resolve(feed.up))
    await feed.close()
    expect(feed.up).toBe(false)
  })

  test('a topic that is refused is said', async () => {
    broker.aedes.authorizeSubscribe = (_client, _subscription, done) => done(null, null)
    const remarks: string[] = []
    const feed = new MqttFeed(options(() => Promise.resolve(), remarks))
    await feed.start()
    expect(feed.up).toBe(false)
    expect(remarks).toEqual(['SUBSCRIPTION_REFUSED'])
    await feed.close()
  })
})
