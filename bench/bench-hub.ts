/**
 * A hub on a small estate in a folder of its own, for benchmarks. The stand-in server that is asked runs outside the process, and nothing
 * pushes messages into it: what is measured is the hub's own work.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../gateway/log.ts'
import { unreachableUsage } from '../gateway/usage/usage-limits.ts'
import { demoIds, type DemoIds } from '../runner/demo-ids.ts'
import { startHub, type Hub } from '../runner/hub.ts'
import { silent } from '../runner/progress.ts'
import { readSettings } from '../runner/settings.ts'
import { generateEstate } from '../samples/generate.ts'

export interface BenchHub {
  readonly hub: Hub
  readonly ids: DemoIds
  /** The hub's data folder. */
  readonly data: string
  close(): Promise<void>
}

export async function openBenchHub(persons: number): Promise<BenchHub> {
  const data = mkdtempSync(join(tmpdir(), 'pentagraph-bench-'))
  await generateEstate({ persons, seed: 1, out: join(data, 'estate') })
  const standIn = spawn(
    process.execPath,
    ['scripts/run.mjs', 'bench/stand-in.ts', join(data, 'estate/approval-service/approval-service.db')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const url = await firstLine(standIn)
  const config = join(data, 'departments.json')
  const health = join(data, 'estate/health')
  const environment = join(data, 'estate/environment')
  const connections = {
    'approval-service': { url, user: 'hub', secret: 'demo' },
    health: { parts: { register: { path: join(health, 'health.db') }, messages: { path: join(health, 'messages') } } },
    environment: {
      parts: {
        database: { path: join(environment, 'environment.db') },
        stations: { url: 'tcp://127.0.0.1:0', stations: {} },
      },
    },
  }
  const configs = Object.entries(connections).map(([name, connection]) => [name, { connection }] as const)
  writeFileSync(config, JSON.stringify(Object.fromEntries(configs)))
  const settings = {
    ...readSettings({ PENTAGRAPH_DATA: data, PENTAGRAPH_DEPARTMENTS: config, PORT: '0' }),
    usage: unreachableUsage,
  }
  const hub = await startHub({ settings, env: {}, progress: silent, log: createLog({ level: 'error' }) })
  const ids = await demoIds(hub.store, data)
  if (!ids) throw new Error('the estate has no demo household')
  return {
    hub,
    ids,
    data,
    async close() {
      await hub.close()
      standIn.kill()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

// Private:

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('exit', (code) => reject(new Error(`the stand-in ended with ${code}`)))
  })
}
