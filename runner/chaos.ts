/**
 * `npm run chaos -- [audit|link|entry] --rounds 100`: processes that are killed at random instants, and what must hold all the same. Ends with 1 when it
 * does not. `--seed N` tells a run again.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { auditChaos } from '../e2e/chaos/audit.ts'
import { entryChaos, killSteps } from '../e2e/chaos/entry.ts'
import { linkChaos } from '../e2e/chaos/link.ts'

interface Chaos {
  /** Resolves with whether everything held. */
  run(options: { readonly rounds: number; readonly seed: number; readonly folder: string }): Promise<boolean>
}

const kinds: Readonly<Record<string, Chaos>> = {
  audit: {
    async run({ rounds, seed, folder }) {
      const url = `file:${join(folder, 'hub.db')}`
      const onRound = (round: number, answered: number) => {
        if (round % 10 === 0) console.error(`${round} rounds, ${answered} answered`)
      }
      const found = await auditChaos({ rounds, seed, url, folder, onRound })
      const { verdict } = found
      const chain = verdict.ok
        ? `chain whole: ${verdict.records} records, ${verdict.archived} in archives, ${verdict.anchors} signed heads`
        : `chain broken: record ${verdict.seq}, ${verdict.fault}`
      console.log(`audit: rounds ${found.rounds}, answered ${found.answered}, missing ${found.missing}; ${chain}`)
      return found.missing === 0 && found.answered > 0 && verdict.ok
    },
  },
  link: {
    async run({ rounds, seed, folder }) {
      const urls = [`file:${join(folder, 'killed.db')}`, `file:${join(folder, 'fresh.db')}`] as const
      const onRound = (round: number, turns: number) => {
        if (round % 10 === 0) console.error(`${round} rounds, ${turns} turns were through`)
      }
      const found = await linkChaos({ rounds, seed, urls, folder, onRound })
      console.log(
        `link: rounds ${found.rounds}, turns through ${found.turns}, records ${found.records}; against a store that was never killed: lost ${found.lost}, doubled ${found.doubled}`,
      )
      return found.lost === 0 && found.doubled === 0 && found.records > 0
    },
  },
  entry: {
    async run({ rounds, folder }) {
      const onRound = (round: number, waiting: number) => {
        if (round % 10 === 0) console.error(`${round} rounds, ${waiting} without an answer`)
      }
      const found = await entryChaos({ rounds, url: `file:${join(folder, 'hub.db')}`, folder, onRound })
      for (const step of killSteps) console.log(`entry: killed ${step}: ${found.kills[step] ?? 0}`)
      console.log(
        `entry: rounds ${found.rounds}, entries ${found.entries}, lost ${found.lost}, doubled ${found.doubled}, not written ${found.left}`,
      )
      return found.lost === 0 && found.doubled === 0 && found.left === 0
    },
  },
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string', default: '20260101' } },
})
const wanted = positionals.length > 0 ? positionals : Object.keys(kinds)
const rounds = Number(values.rounds)
if (!wanted.every((name) => Object.hasOwn(kinds, name)) || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`Use: npm run chaos -- [${Object.keys(kinds).join('|')}] [--rounds N] [--seed N]`)
  process.exitCode = 2
} else {
  for (const name of wanted) {
    const folder = mkdtempSync(join(tmpdir(), `pentagraph-chaos-${name}-`))
    const held = await kinds[name]?.run({ rounds, seed: Number(values.seed), folder })
    if (held) rmSync(folder, { recursive: true })
    else console.error(`What was left is in ${folder}`)
    if (!held) process.exitCode = 1
  }
}
