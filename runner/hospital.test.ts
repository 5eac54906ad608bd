/** The health department beside the stand-in hospital: history in files, messages on a line that breaks, a hub that is restarted. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Health } from '../samples/departments/health.ts'
import { oneDrop, type OneDrop } from '../samples/one-drop.ts'
import { startHospital, type Hospital } from '../samples/servers/hospital.ts'
import { DepartmentRuntime } from '../subgraphs/kit/department-runtime.ts'
import { health } from '../subgraphs/health/health.ts'

const signal = new AbortController().signal
const secret = new Uint8Array(32).fill(3)

let drop: OneDrop
let snapshots: string
let hospital: Hospital
let runtime: DepartmentRuntime

async function open(): Promise<void> {
  const parts = {
    register: { path: join(drop.folder, 'health.db') },
    messages: { path: join(drop.folder, 'messages'), url: hospital.url },
  }
  runtime = await DepartmentRuntime.open(health, { connection: { snapshots, parts } }, secret, () => {})
  await runtime.adapter.refresh({ signal })
}
async function until(reached: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !reached(); i++) await new Promise((go) => setTimeout(go, 10))
  expect(reached()).toBe(true)
}
const rowsOf = async () =>
  Object.fromEntries((await runtime.adapter.state({ signal })).map(({ table, rows }) => [table, rows]))

beforeEach(async () => {
  drop = await oneDrop(Health, { persons: 280 })
  snapshots = mkdtempSync(join(tmpdir(), 'hospital-'))
})
afterEach(async () => {
  await hospital.close()
  await runtime.close()
  drop.remove()
  rmSync(snapshots, { recursive: true, force: true })
})

/** Vaccinations that are pushed and not taken back, by number, and records that are new. */
function pushed(): { readonly vaccinations: number } {
  const text = readFileSync(join(drop.folder, 'outgoing.hl7'), 'latin1')
  const standing = new Set<string>()
  for (const message of text.split('\rMSH').slice(1)) {
    const number = /\rORC\|RE\|\|(V\d+)/.exec(message)?.[1]
    if (number === undefined) continue
    if (/\rRXA.*\|D(\r|$)/.test(message)) standing.delete(number)
    else standing.add(number)
  }
  return { vaccinations: standing.size }
}

describe('what hospitals send', () => {
  test('is all there once, though lines break, answers are lost and the hub is restarted in the middle', async () => {
    hospital = await startHospital({ outgoing: join(drop.folder, 'outgoing.hl7'), everyMs: 0 })
    hospital.setFault({ kind: 'reset', times: 3 })
    await open()
    await until(() => hospital.calls > 10)
    hospital.setFault({ kind: 'half', times: 2 })
    await runtime.close()
    await open()
    await until(() => hospital.waiting === 0)
    const { JZ, CS, DA } = await rowsOf()
    expect(JZ).toBe((drop.tables['JZ'] ?? 0) + pushed().vaccinations)
    expect(CS).toBe(drop.tables['CS'])
    expect(DA).toBeGreaterThanOrEqual(drop.tables['DA'] ?? 0)
    expect(Object.keys(hospital.answers).sort()).toEqual(['AA', 'AR'])
    expect(hospital.answers['AR']).toBe(1)
  }, 30_000)

  test('goes on where the hospital stopped when that one is restarted', async () => {
    const outgoing = join(drop.folder, 'outgoing.hl7')
    hospital = await startHospital({ outgoing, everyMs: 5 })
    await open()
    await until(() => hospital.calls > 5)
    await hospital.close()
    const before = hospital.waiting
    const port = Number(new URL(hospital.url).port)
    hospital = await startHospital({ outgoing, port, everyMs: 0 })
    expect(hospital.waiting).toBe(before)
    await until(() => hospital.waiting === 0)
    expect((await rowsOf())['JZ']).toBe((drop.tables['JZ'] ?? 0) + pushed().vaccinations)
  }, 30_000)
})
