/** Every attack of the lists against one whole hub in production mode: refused, and nothing came back. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attacks } from './attacks.ts'
import { everyMutationTried } from './every-mutation.ts'
import { leaksInLog } from './log-check.ts'
import { setUpCity, startAttackedHub, type AttackedHub, type CitySetUp } from './production-hub.ts'
import { ask } from './reply.ts'
import { openTarget, type Target } from './target.ts'
import { asked } from './tokens.ts'

let data: string
let city: CitySetUp
let attacked: AttackedHub
let target: Target
const log: string[] = []
/** A busy machine takes its time to make the estate. */
const START_MS = 120_000

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'pentagraph-attack-'))
  city = await setUpCity(data)
  attacked = await startAttackedHub(city.env, (line) => log.push(line))
  target = await openTarget({
    ...city,
    doors: attacked.doors,
    address: attacked.hub.address,
    data,
    slow: async (department, milliseconds) => attacked.slow(department, milliseconds),
  })
}, START_MS)
afterAll(async () => {
  await attacked.close()
  await city.store.close()
  rmSync(data, { recursive: true, force: true })
})

test('the hub answers who may ask: what is refused below is refused for what it is', async () => {
  const { status, data } = await ask(target, asked)
  expect(status).toBe(200)
  expect(data).toMatchObject({ persons: { nodes: [{ id: expect.any(String) }, {}] } })
})

describe.each(Object.entries(attacks))('%s', (_room, list) => {
  test.each(list.map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
    expect(await attack.run(target)).toEqual({ refused: expect.any(String) })
  })
})

test('every mutation of the graph was tried by an attack that knows it', () => {
  expect(everyMutationTried(target)).toEqual({ refused: expect.any(String) })
})

test('the log of all this holds no value of a person, no token and no key', () => {
  expect(log.length).toBeGreaterThan(0)
  expect(leaksInLog(log.join(''), target)).toEqual({ refused: expect.any(String) })
})
