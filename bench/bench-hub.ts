/** A hub on a small estate in a folder of its own, with the one stand-in server outside the process, for benchmarks. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../gateway/log.ts'
import { demoIds, type DemoIds } from '../runner/demo-ids.ts'
import { startHub, type Hub } from '../runner/hub.ts'
import { silent } from '../runner/progress.ts'
import { readSettings } from '../runner/settings.ts'
import { generateEstate } from '../samples/generate.ts'

export interface BenchHub {
  readonly hub: Hub
  readonly ids: DemoIds
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
  writeFileSync(config, JSON.stringify({ 'approval-service': { connection: { url, user: 'hub', secret: 'demo' } } }))
  const settings = readSettings({ PENTAGRAPH_DATA: data, PENTAGRAPH_DEPARTMENTS: config, PORT: '0' })
  const hub = await startHub({ settings, env: {}, progress: silent, log: createLog({ level: 'error' }) })
  const ids = await demoIds(hub.store, data)
  if (!ids) throw new Error('the estate has no demo household')
  return {
    hub,
    ids,
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
