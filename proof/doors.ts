/**
 * Past the gateway: each department asked directly, at its own door. With what the gateway signs for it, it answers as the oracle says,
 * record by record; with a context that was signed for another department, for another operation, for other variables, or used
 * before, and without one, it says nothing.
 */
import { importJWK, type CryptoKey } from 'jose'
import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from 'graphql'
import { ContextVerifier, signContext } from '../access/signed-context.ts'
import { loadSigningKey } from '../access/keys.ts'
import { loadAccessContext } from '../access/policy-store.ts'
import { departmentDoor } from '../runner/department/door.ts'
import { contextHeader } from '../runner/department/link-protocol.ts'
import { isMaskOf, kindOf } from './law/masks.ts'
import type { Part, Proved, ProofSubject } from './part.ts'
import { needsArguments } from './paths.ts'

export const doors: Part = {
  name: 'doors of the departments',
  async run({ judges, admitted }: ProofSubject): Promise<Proved> {
    const { city, oracle } = judges
    const { hub, data } = city.test
    const key = await loadSigningKey('gateway', `${data}/keys`)
    const [someone] = admitted.filter(({ name }) => name === 'data officer, DATA_QUALITY')
    if (!someone) throw new Error('no data officer')
    const verifying = (await importJWK(key.publicJwk, 'EdDSA')) as CryptoKey
    const lines: string[] = []
    let [cells, mismatches, refused] = [0, 0, 0]
    const fault = (text: string) => {
      mismatches++
      if (lines.length < 20) lines.push(text)
    }
    for (const { spec, runtime } of hub.hosts) {
      if (!runtime) continue
      const app = departmentDoor(runtime, new ContextVerifier(spec.name, verifying), () => {})
      const address = await app.listen({ port: 0, host: '127.0.0.1' })
      const call = async (query: string, token: string | null, variables = {}) => {
        const headers = { 'content-type': 'application/json', ...(token !== null && { [contextHeader]: token }) }
        const response = await fetch(`${address}/graphql`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ query, variables }),
        })
        const body = await response.text()
        return {
          body,
          answer: JSON.parse(body) as {
            data?: Record<string, Record<string, unknown> | null> | null
            errors?: { extensions?: { code?: string } }[]
          },
        }
      }
      const singles = Object.values((runtime.subgraph.schema.getQueryType() as GraphQLObjectType).getFields()).filter(
        (field) => field.args.some(({ name }) => name === 'id'),
      )
      for (const asker of admitted.filter(({ department, purpose }) => department === spec.name || purpose !== null)) {
        const access = await loadAccessContext(hub.store, {
          principal: city.principal(asker),
          purpose: asker.purpose === null ? null : { code: asker.purpose, caseNumber: asker.caseNumber },
          traceId: 'proof',
          at: Date.now(),
        })
        for (const single of singles) {
          const type = getNamedType(single.type)
          const known = city.canaries.records.get(type.name)?.[0]
          // What devices push changes while it is looked at.
          if (!isObjectType(type) || !known || /^(DataLogger|LatestMeasurement|DeviceMeasurement)$/.test(type.name))
            continue
          const leaves = Object.values(type.getFields()).filter(
            (field) => isLeafType(getNamedType(field.type)) && !needsArguments(field) && field.name !== 'id',
          )
          const query = `{ one: ${single.name}(id: ${JSON.stringify(known.id)}) { ${leaves.map(({ name }) => name).join(' ')} } }`
          const token = await signContext(access, { department: spec.name, query, variables: {} }, key)
          const { answer } = await call(query, token)
          const one = answer.data?.['one']
          for (const { name } of leaves) {
            cells++
            const coordinate = `${type.name}.${name}`
            const value = one?.[name] ?? null
            const plain = (known.plain[name] as unknown) ?? null
            const door = oracle.judge(asker, `Query.${single.name}`)
            const verdict = door.shown === 'DENY' ? door : oracle.judge(asker, coordinate)
            const how = kindOf(coordinate)
            const lawful =
              value === null ||
              (verdict.shown === 'PLAIN' && JSON.stringify(value) === JSON.stringify(plain)) ||
              // To oneself, whoever a record tells of besides is masked.
              ((verdict.shown === 'MASK' || oracle.scope(asker) === 'SELF') &&
                typeof value === 'string' &&
                typeof plain === 'string' &&
                how !== null &&
                isMaskOf(how, plain, value))
            if (!lawful)
              fault(
                `${spec.name} itself, ${asker.name}: ${coordinate} is shown, the law says ${verdict.shown}\n    ${query}`,
              )
            if (oracle.scope(asker) === 'ALL' && verdict.shown === 'PLAIN' && one && value === null && plain !== null)
              fault(`${spec.name} itself, ${asker.name}: ${coordinate} is open and not shown\n    ${query}`)
          }
        }
      }
      const asked = '{ __typename }'
      const access = await loadAccessContext(hub.store, {
        principal: city.principal(someone),
        purpose: { code: 'DATA_QUALITY', caseNumber: null },
        traceId: 'proof',
        at: Date.now(),
      })
      const signed = (department: string, query: string, variables: Readonly<Record<string, unknown>>) =>
        signContext(access, { department, query, variables }, key)
      const used = await signed(spec.name, asked, {})
      await call(asked, used)
      const bad: readonly (readonly [string, string | null])[] = [
        ['nothing', null],
        ['a context of another department', await signed('registry', asked, {})],
        ['a context for another operation', await signed(spec.name, '{ a: __typename }', {})],
        ['a context for other variables', await signed(spec.name, asked, { a: 1 })],
        ['a context that was used', used],
        ['a context of the gateway cut short', (await signed(spec.name, asked, {})).slice(0, -4)],
      ]
      for (const [what, token] of bad) {
        refused++
        const { answer } = await call(asked, token)
        if ((answer.data ?? null) !== null || answer.errors?.[0]?.extensions?.code !== 'CONTEXT_REFUSED')
          fault(`${spec.name} itself answers to ${what}`)
      }
      await app.close()
    }
    return {
      cells: cells + refused,
      mismatches,
      operations: 0,
      leaks: 0,
      lines: [`${cells} cells at the doors, ${refused} foreign contexts refused`, ...lines],
    }
  },
}
