/**
 * Devices: monitoring stations that send HJ 212 packets, over TCP to us or over an MQTT broker. Both ways end in one store of the department. A station
 * is known by its number and password, which are configuration; its packet is answered when it is on the disk.
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { SourceError, type Adapter } from '../adapter.ts'
import { FeedAdapter, type Feed } from '../feed/adapter.ts'
import { allowedPeers, listenAddress } from '../feed/address.ts'
import { Inlet } from '../feed/inlet.ts'
import type { Connection, DeviceSystem, TableUse } from '../open.ts'
import { columnsOf } from './columns.ts'
import { Inbox } from './inbox.ts'
import { MqttFeed } from './mqtt.ts'
import { localTime } from './report.ts'
import { DeviceStore } from './store.ts'
import { TcpFeed } from './tcp.ts'

const CONNECTIONS = 256
const PACKET_MS = 30_000
const CONNECT_MS = 5_000

export async function openDevice(
  department: string,
  system: DeviceSystem,
  uses: readonly TableUse[],
  connection: Connection,
  now: () => number = Date.now,
): Promise<Adapter> {
  const { snapshots, url, stations } = connection
  if (snapshots === undefined || url === undefined || stations === undefined)
    throw refusal(
      department,
      'Devices need connection.snapshots, connection.url (tcp://… or mqtt://…) and connection.stations',
    )
  const way = wayOf(department, url, connection)
  const tables = uses.map((use) => stored(department, system, use))
  const store = new DeviceStore(join(snapshots, department, 'devices.sqlite'), tables)
  const used = uses.map(({ table }) => table)
  const inbox = new Inbox(store, system, stations, used, now)
  const inlet = new Inlet(store, () => inbox.remark('QUEUE_FULL'))
  const feed = way(inlet, inbox)
  return FeedAdapter.open({
    department,
    technology: 'device',
    uses,
    store,
    inlet,
    feed,
    silentMs: system.silentMinutes * 60_000,
    keep: used.flatMap((table) => {
      const declared = system.tables[table]
      return declared?.holds === 'measurements'
        ? Object.entries(declared.keepDays).map(([value, days]) => ({
            table,
            column: '@received',
            of: { column: 'CN', value },
            days,
            write: localTime,
          }))
        : []
    }),
    down: url.startsWith('tcp:') ? 'NOT_LISTENING' : 'NOT_CONNECTED',
    chores: () => inbox.tidy(),
    unmapped: (use) => tableColumns(system, use.table).filter((column) => !use.columns.includes(column)),
    now,
  })
}

// Private:

type Way = (inlet: Inlet<DeviceStore>, inbox: Inbox) => Feed

/** All of the address is checked before anything is opened. */
function wayOf(department: string, url: string, connection: Connection): Way {
  const remark = (inlet: Inlet<DeviceStore>, inbox: Inbox) => (code: string) =>
    void inlet.put(() => inbox.tally(code)).catch(() => undefined)
  if (url.startsWith('tcp:')) {
    const address = listenAddress(department, url, 'tcp')
    const peers = allowedPeers(department, connection.peers)
    return (inlet, inbox) =>
      new TcpFeed({
        ...address,
        peers,
        maxConnections: connection.concurrency ?? CONNECTIONS,
        packetMs: connection.timeoutMs ?? PACKET_MS,
        receive: (framed) => inlet.put(() => inbox.take(framed, 'tcp')),
        remark: remark(inlet, inbox),
      })
  }
  const { protocol, host, pathname, username } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', host: '', pathname: '', username: '' }
  const topic = decodeURIComponent(pathname.slice(1))
  if ((protocol !== 'mqtt:' && protocol !== 'mqtts:') || host === '' || topic === '' || username !== '')
    throw refusal(department, 'connection.url must look like tcp://127.0.0.1:9212 or mqtt://127.0.0.1:1883/topic')
  return (inlet, inbox) =>
    new MqttFeed({
      broker: `${protocol}//${host}`,
      topic,
      user: connection.user ?? null,
      secret: connection.secret ?? null,
      client: `pentagraph-${department}-${hash('sha256', url, 'hex').slice(0, 8)}`,
      connectMs: connection.timeoutMs ?? CONNECT_MS,
      receive: (framed) => inlet.put(() => framed.forEach((one) => inbox.take(one, 'mqtt'))),
      remark: remark(inlet, inbox),
    })
}

function tableColumns(system: DeviceSystem, table: string): readonly string[] {
  const declared = system.tables[table]
  return declared === undefined ? [] : columnsOf[declared.holds]
}

/** A column that no packet can have is a mistake of the declaration. */
function stored(department: string, system: DeviceSystem, use: TableUse) {
  const columns = tableColumns(system, use.table)
  const unknown = [use.key, ...use.columns].find((column) => !columns.includes(column))
  if (unknown !== undefined) throw refusal(department, `${use.table} has no column ${unknown}`)
  return { use, columns }
}

const refusal = (department: string, message: string) => new SourceError('NOT_SUPPORTED', department, message)
