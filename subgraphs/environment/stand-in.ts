/** The bureau's two systems over a few rows, for this room's tests: a database file, and a store into which loggers have sent their packets. */
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAdapter } from '../../adapters/open-adapter.ts'
import type { Connection } from '../../adapters/open.ts'
import { buildDepartment } from '../kit/subgraph.ts'
import { tableUses } from '../kit/table-uses.ts'
import { environment } from './environment.ts'

export const loggers = {
  '370283A00000000000000001': 'pd0001',
  '370283A00000000000000002': 'pd0002',
  '88888880000003': 'pd0003',
}

export interface StandIn {
  readonly connection: Connection
  close(): Promise<void>
}

export async function standIn(): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'environment-'))
  const path = join(folder, 'environment.db')
  const database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/environment.sql'), 'utf8'))
  database.close()
  const port = await freePort()
  const connection = {
    snapshots: join(folder, 'snapshots'),
    parts: { database: { path }, stations: { url: `tcp://127.0.0.1:${port}`, stations: loggers } },
  }
  await fill(connection, port, readFileSync(join(import.meta.dirname, 'rows/stations.212')))
  return {
    connection,
    close: () => {
      rmSync(folder, { recursive: true, force: true })
      return Promise.resolve()
    },
  }
}

// Private:

/** What loggers sent before the hub was started anew. */
async function fill(connection: Connection, port: number, packets: Buffer): Promise<void> {
  const { models } = await buildDepartment(environment)
  const uses = tableUses(environment.system, models)
  const adapter = await openAdapter('environment', environment.system, uses, connection)
  const socket = connect({ host: '127.0.0.1', port })
  const closed = new Promise<void>((done, failed) => socket.once('close', () => done()).once('error', failed))
  socket.resume()
  socket.end(packets)
  await closed
  await adapter.close()
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}
