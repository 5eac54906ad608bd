/** What is attacked: addresses, and what an attacker may know or have caught. Everything is tried over HTTP. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { demoPrincipal, readDemoFacts, type PersonaName } from '../../access/demo-issuer.ts'
import { loadSigningKey, type SigningKey } from '../../access/keys.ts'
import { refSealer } from '../../access/local-ref.ts'
import { loadAccessContext } from '../../access/policy-store.ts'
import type { AccessContext, Principal } from '../../access/principal.ts'
import type { HubStore } from '../../prisma/store.ts'
import { demoIds, type DemoIds } from '../../runner/demo-ids.ts'
import { readRefSecret } from '../../runner/secrets.ts'
import type { Demo } from '../../samples/demo-file.ts'
import type { CityIssuer } from './issuer.ts'

/** A persona of the demo as the city's own identity provider would write it, or somebody else of the city. */
export type Who = PersonaName | Principal

export interface Target {
  /** Of the hub, `http://127.0.0.1:4360`. */
  readonly address: string
  /** The departments' own doors, by department. */
  readonly doors: ReadonlyMap<string, string>
  readonly issuer: CityIssuer
  /** Makes the contexts that an attacker would have caught on the way; nothing else is done with it. */
  readonly gatewayKey: SigningKey
  readonly ids: DemoIds
  readonly demo: Demo
  /** The mutations that somebody has tried so far. */
  readonly mutations: Set<string>
  /** For what no attacker can do: entering and taking back grants, as an officer. */
  readonly store: HubStore
  /** Makes the refs that a department would have caught; nothing else is done with it. */
  seal(department: string, keys: readonly string[]): string
  /** Makes a department's system slow, or well again. */
  slow(department: string, milliseconds: number | null): Promise<void>
  principal(who: Who): Principal
  token(who: Who): Promise<string>
  /** What the gateway would send on for this principal. */
  access(who: Who, purpose?: string, caseNumber?: string): Promise<AccessContext>
}

export interface TargetParts {
  readonly address: string
  readonly doors: ReadonlyMap<string, string>
  readonly issuer: CityIssuer
  readonly store: HubStore
  readonly data: string
  slow(department: string, milliseconds: number | null): Promise<void>
}

export async function openTarget({ data, ...parts }: TargetParts): Promise<Target> {
  const ids = await demoIds(parts.store, data)
  if (!ids) throw new Error('the demo household is not linked')
  const facts = readDemoFacts(resolve(data, 'estate'))
  const principal = (who: Who) => (typeof who === 'string' ? demoPrincipal(who, facts, ids.person) : who)
  return {
    ...parts,
    mutations: new Set(),
    ids,
    seal: (department, keys) => refSealer(department, readRefSecret(department, data, {})).seal(keys),
    gatewayKey: await loadSigningKey('gateway', resolve(data, 'keys')),
    demo: JSON.parse(readFileSync(join(data, 'estate/truth/demo.json'), 'utf8')) as Demo,
    principal,
    token: (who) => parts.issuer.token(principal(who)),
    access: (who, purpose, caseNumber) =>
      loadAccessContext(parts.store, {
        principal: principal(who),
        purpose: purpose === undefined ? null : { code: purpose, caseNumber: caseNumber ?? null },
        traceId: 'attack',
        at: Date.now(),
      }),
  }
}

/** Values of the demo household that are told to nobody in this folder but the citizen. */
export function secretsOf({ demo }: Target): readonly string[] {
  return demo.household.members.flatMap(({ number, phone }) => [number, phone, phone.replace(/^\+?86/, '')])
}
