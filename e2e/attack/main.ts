/**
 * `npm run attack`: starts a hub in production mode on loopback, a legitimate client beside it, and tries every attack over HTTP. One line a
 * check, the total last; the exit code says whether all were refused and the client was served. `npm run attack -- WORD` tries only attacks
 * whose room or name holds the word.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '../../runner/project-folder.ts'
import { got, refused, type Attack, type Outcome } from './attack.ts'
import { appAttacks } from './apps.ts'
import { attacks } from './attacks.ts'
import type { ClientTask, ClientTimes } from './client-process.ts'
import { everyMutationTried } from './every-mutation.ts'
import type { HubAddresses, SlowDepartment } from './hub-process.ts'
import { leaksInLog } from './log-check.ts'
import { setUpCity, type CitySetUp } from './production-hub.ts'
import { ask } from './reply.ts'
import { openTarget, type Target } from './target.ts'

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'

/** The client's pace, and how long it is watched undisturbed before the attack and after each room of it: what else the machine does meets both alike. */
const EVERY_MS = 50
const QUIET_MS = 5_000
/**
 * Rooms in which the client is not measured, neither meanwhile nor in the quiet after: whole lists read with every right are an inspection of the
 * answers, not an attack; and a department's own system that is made slow is slow for the client too, which would pass for quiet.
 */
const unmeasured: ReadonlySet<string> = new Set(['sweep', 'revocation'])
const WARM_MS = 5_000
/** How much slower the slowest hundredth of the client's answers may get. */
const SLOWER = 2
/** Answers without which a slowest hundredth says nothing. */
const ENOUGH = 200

process.exitCode = await attack(process.argv[2] ?? '')

async function attack(word: string): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'pentagraph-attack-'))
  const logFile = join(data, 'hub.log')
  writeFileSync(logFile, '')
  const city = await setUpCity(data)
  const hub = start('hub-process.ts', { ...city.env, ATTACK_LOG: logFile })
  try {
    const { address, doors } = await heard<HubAddresses>(hub)
    const slow = async (department: string, milliseconds: number | null) => {
      const done = heard(hub)
      hub.send({ department, milliseconds } satisfies SlowDepartment)
      await done
    }
    const target = await openTarget({ ...city, data, address, slow, doors: new Map(Object.entries(doors)) })
    say(`A hub in production mode at ${address}, with the doors of ${target.doors.size} departments\n`)
    const client = start('client-process.ts', {})
    client.send(await taskOf(target))
    // As after any day's first visitors: pages bundled, the catalogue's quality measured.
    for (const path of ['/', '/status', '/catalogue', '/catalogue.csv']) await ask(target, { method: 'GET', path })
    await pause(WARM_MS)
    await told(client)
    const { outcomes, during, quiet } = await tryAll(target, word, client)
    client.disconnect()
    outcomes.push(...(await tryApps(city, logFile, word, target)))
    if (word === '')
      outcomes.push(print('mutations', 'mutations: each tried by an attack that knows it', everyMutationTried(target)))
    outcomes.push(print('log', 'log: the whole log of the hub', leaksInLog(readFileSync(logFile, 'utf8'), target)))
    outcomes.push(print('client', 'client: slower under attack', slower(quiet, during)))
    const leaks = outcomes.filter((outcome) => 'got' in outcome).length
    say(`\n${outcomes.length} checks, ${outcomes.length - leaks} refused, ${leaks} leak(s)`)
    return leaks === 0 ? 0 : 1
  } finally {
    await ended(hub)
    await city.store.close()
    rmSync(data, { recursive: true, force: true })
  }
}

// Private:

/** A second hub on the same store, with the outermost doors as a city has them: the first opens those, or nobody would get to the inner ones. */
async function tryApps(city: CitySetUp, logFile: string, word: string, target: Target): Promise<Outcome[]> {
  const chosen = appAttacks.filter(({ name }) => `apps ${name}`.includes(word))
  if (chosen.length === 0) return []
  const hub = start('hub-process.ts', {
    ...city.env,
    PENTAGRAPH_OPERATIONS: 'registered',
    PENTAGRAPH_USAGE: '',
    ATTACK_LOG: logFile,
  })
  try {
    const { address } = await heard<HubAddresses>(hub)
    const outcomes: Outcome[] = []
    for (const one of chosen) outcomes.push(print('apps', one.name, await tried(one, { ...target, address })))
    return outcomes
  } finally {
    await ended(hub)
  }
}

async function tryAll(target: Target, word: string, client: ChildProcess) {
  const outcomes: Outcome[] = []
  const during: ClientTimes[] = []
  await pause(QUIET_MS)
  const quiet = [await told(client)]
  for (const [room, list] of Object.entries(attacks)) {
    const chosen = list.filter(({ name }) => `${room} ${name}`.includes(word))
    if (chosen.length === 0) continue
    for (const one of chosen) outcomes.push(print(room, one.name, await tried(one, target)))
    const times = await told(client)
    if (!unmeasured.has(room)) during.push(times)
    await pause(QUIET_MS)
    const calm = await told(client)
    if (!unmeasured.has(room)) quiet.push(calm)
    say(
      `      ${room.padEnd(12)} ${chosen.length} checks; client p99 meanwhile ${p99(times.times).toFixed(1)} ms, then ${p99(calm.times).toFixed(1)} ms`,
    )
  }
  return { outcomes, during: joined(during), quiet: joined(quiet) }
}

function joined(all: readonly ClientTimes[]): ClientTimes {
  return { times: all.flatMap(({ times }) => times), failed: all.reduce((sum, { failed }) => sum + failed, 0) }
}

/** An attack that fails by itself has shown nothing, so it counts as a leak. */
async function tried(one: Attack, target: Target): Promise<Outcome> {
  try {
    return await one.run(target)
  } catch (error) {
    return got(`no result: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function print(room: string, name: string, outcome: Outcome): Outcome {
  const red = process.stdout.isTTY ? ['\u001b[31m', '\u001b[0m'] : ['', '']
  if ('got' in outcome) say(`${red[0]}LEAK  ${room.padEnd(12)} ${name}: ${outcome.got}${red[1]}`)
  else say(`ok    ${room.padEnd(12)} ${name}: REFUSED ${outcome.refused}`)
  return outcome
}

function slower(quiet: ClientTimes, during: ClientTimes): Outcome {
  const [calm, loud] = [p99(quiet.times), p99(during.times)]
  const ratio = loud / calm
  const failed = quiet.failed + during.failed
  const samples = `${quiet.times.length} quiet answers, ${during.times.length} during the attack, ${failed} not whole`
  say(
    `\nclient p99: quiet ${calm.toFixed(1)} ms, during the attack ${loud.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (${samples})`,
  )
  if (failed > 0) return got(`${failed} answers of the client were not whole`)
  // Only where a word chose a few attacks: the whole run has thousands.
  if (during.times.length < ENOUGH) return refused(`NOT JUDGED BY ${during.times.length} ANSWERS`)
  return ratio <= SLOWER ? refused(`x${ratio.toFixed(2)}`) : got(`slower by ${ratio.toFixed(2)}`)
}

function p99(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN
}

async function taskOf(target: Target): Promise<ClientTask> {
  const { address, ids } = target
  return {
    address,
    token: await target.token('mediator'),
    caseNumber: ids.caseNumber,
    person: ids.person,
    everyMs: EVERY_MS,
  }
}

function start(entry: string, env: NodeJS.ProcessEnv): ChildProcess {
  const root = projectFolder()
  return fork(join(root, 'scripts/run.mjs'), [`e2e/attack/${entry}`], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`a process of the attack ended with ${String(code)}`))
    child.once('exit', gone)
    child.once('message', (message) => {
      child.off('exit', gone)
      resolve(message as T)
    })
  })
}

function told(client: ChildProcess): Promise<ClientTimes> {
  const answer = heard<ClientTimes>(client)
  client.send('tell')
  return answer
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const over = new Promise((resolve) => child.once('exit', resolve))
  if (child.connected) child.disconnect()
  await over
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
