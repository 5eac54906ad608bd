/** A part of the random operations once more as an app asks them: over HTTP, where headers and errors of the server join the answer. */
import { printOperation, randomOperation, variablesOf } from './random-operation.ts'
import { askable } from './askable.ts'
import type { Part, Proved, ProofSubject } from './part.ts'
import { parse, validate } from 'graphql'

const HOW_MANY = 200

export const overHttp: Part = {
  name: 'over HTTP',
  async run({ judges, askers }: ProofSubject, { seed }): Promise<Proved> {
    const { city } = judges
    const schema = city.test.hub.gateway.supergraph.api
    const values = await askable(city)
    const lines: string[] = []
    const codes = new Map<string, number>()
    let [operations, leaks, mismatches] = [0, 0, 0]
    for (let at = 0; operations < HOW_MANY && at < HOW_MANY * 3; at++) {
      const operation = randomOperation(schema, seed + 1_000_000 + at, values)
      const text = printOperation(operation)
      if (operation.picked.length === 0 || validate(schema, parse(text)).length > 0) continue
      const asker = askers[(at * 104729 + seed) % askers.length]
      if (!asker) continue
      operations++
      const variables = variablesOf(operation, text)
      const asked = {
        ...(asker.purpose !== null && { purpose: asker.purpose }),
        ...(asker.caseNumber !== null && { caseNumber: asker.caseNumber }),
      }
      const { status, text: body, headers } = await city.test.raw(city.principal(asker), asked, text, variables)
      const answer = JSON.parse(body) as {
        data?: unknown
        errors?: { extensions?: { code?: string } }[]
        extensions?: unknown
      }
      const own = JSON.stringify(variables)
      const beside = `${headers.join('\n')}\n${JSON.stringify([answer.errors, answer.extensions])}`
      for (const found of city.canaries.found(beside)) if (!own.includes(found)) leaks++
      const question = { text, document: parse(text, { noLocation: true }), variables }
      const inside = await city.ask(asker, question)
      const code = answer.errors?.[0]?.extensions?.code ?? null
      if (answer.data === undefined || answer.data === null)
        codes.set(`${status} ${code}`, (codes.get(`${status} ${code}`) ?? 0) + 1)
      // Whoever has no role, and a citizen whom the hub does not know, has no token that counts.
      const nobody = asker.roles.length === 0 || (asker.roles.includes('citizen') && asker.personId === null)
      if (nobody) {
        if (code !== 'TOKEN_INVALID') mismatches++
        continue
      }
      const same =
        inside.refused === null
          ? JSON.stringify(inside.answer?.data) === JSON.stringify(answer.data) || tooMuch.has(code ?? '')
          : code === inside.refused
      if (!same && !/whoLookedAtMe|~/.test(text + body)) {
        mismatches++
        if (lines.length < 10)
          lines.push(
            `over HTTP, seed ${seed + 1_000_000 + at}, ${asker.name}: another answer than in the gateway (${code}, ${inside.refused})\n    ${text.slice(0, 400)}`,
          )
      }
    }
    return {
      cells: 0,
      mismatches,
      operations,
      leaks,
      lines: [`refused: ${[...codes].map(([code, count]) => `${count} × ${code}`).join(', ')}`, ...lines],
    }
  },
}

/** What the door refuses before the gateway decides anything. */
const tooMuch = new Set(['LIMIT_EXCEEDED', 'COST_EXCEEDED', 'RATE_LIMITED', 'FORBIDDEN_ALIAS'])
