/**
 * The built-in issuer of demo tokens: one persona for each kind of user, for the stand-in estate only. It stands for the city's identity
 * provider and refuses to run in production. Its key is made on the first start; whoever can read it can be anybody in the demo.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { SignJWT, type JSONWebKeySet } from 'jose'
import type { HubStore } from '../prisma/store.ts'
import { formatLocalKey, SELF } from '../schema/local-key.ts'
import { claimsOf } from './claims.ts'
import { loadSigningKey, type SigningKey } from './keys.ts'
import type { Principal, Role } from './principal.ts'

export const DEMO_ISSUER = 'https://demo-issuer.pentagraph.example'
export const DEMO_AUDIENCE = 'pentagraph'

/** One persona a role, by the name of the role. */
export const personas = [
  'grid-worker',
  'mediator',
  'developer',
  'bi',
  'citizen',
  'data-officer',
  'system-administrator',
  'security-administrator',
  'auditor',
] as const satisfies readonly Role[]
export type PersonaName = (typeof personas)[number]

/** Whom the estate's own keys stand for: `truth/demo.json` beside the estate. */
export interface DemoFacts {
  /** Row key of the demo citizen in public security. */
  readonly residentKey: string
  /** Staff key and a case of the demo mediator. */
  readonly mediatorKey: string
  readonly caseNumber: string
  /** The demo grid and its worker, then another grid. */
  readonly grids: readonly { readonly code: string; readonly workerKey: string }[]
}

export interface DemoTokenOptions {
  /** Seconds for which the token is good; 8 hours by default, a day at most. */
  readonly ttl?: number
  /** Grid of the grid worker, 15 digits; the demo grid by default. */
  readonly grid?: string
  /** Department of staff that needs no key in the department's system, e.g. whose data officer it is; the persona's own by default. */
  readonly department?: string
  /** Epoch ms. */
  readonly now?: number
}

export interface DemoIssuerOptions {
  readonly keys: string
  /** Folder of the stand-in estate. */
  readonly estate: string
  /** Knows the citizen's person id; null when the hub never ran. */
  readonly store: HubStore | null
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** What a person at the command line can mend: the message says how. */
export class DemoUnavailable extends Error {}

/** Throws DemoUnavailable in production. */
export async function openDemoIssuer(options: DemoIssuerOptions): Promise<DemoIssuer> {
  if ((options.env ?? process.env)['NODE_ENV'] === 'production')
    throw new DemoUnavailable('the demo issuer does not run in production')
  return new DemoIssuer(await loadSigningKey('demo-issuer', options.keys), options)
}

export class DemoIssuer {
  private readonly key: SigningKey
  private readonly options: DemoIssuerOptions

  constructor(key: SigningKey, options: DemoIssuerOptions) {
    this.key = key
    this.options = options
  }

  /** Public keys, for the authenticator. */
  get jwks(): JSONWebKeySet {
    return { keys: [this.key.publicJwk] }
  }

  /** A JWT of the persona. Throws DemoUnavailable when estate or store do not yet know whom it stands for. */
  async token(persona: PersonaName, options: DemoTokenOptions = {}): Promise<string> {
    const facts = readDemoFacts(this.options.estate)
    const personId = persona === 'citizen' ? await citizenId(this.options.store, facts) : null
    return demoToken(demoPrincipal(persona, facts, personId, options), this.key, options)
  }
}

/** Signs a token of the demo issuer for any principal: for the tests too. */
export async function demoToken(
  principal: Principal,
  key: SigningKey,
  options: DemoTokenOptions = {},
): Promise<string> {
  const ttl = options.ttl ?? EIGHT_HOURS
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > DAY)
    throw new DemoUnavailable(`a token is good for 1 to ${DAY} seconds`)
  const issued = Math.floor((options.now ?? Date.now()) / 1000)
  return new SignJWT({ ...claimsOf(principal) })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
    .setIssuer(DEMO_ISSUER)
    .setAudience(DEMO_AUDIENCE)
    .setSubject(principal.subject)
    .setIssuedAt(issued)
    .setExpirationTime(issued + ttl)
    .sign(key.privateKey)
}

/** The principal of a persona. Staff without keys of their own need no estate. */
export function demoPrincipal(
  persona: PersonaName,
  facts: DemoFacts | null,
  personId: string | null,
  { grid, department }: Pick<DemoTokenOptions, 'grid' | 'department'> = {},
): Principal {
  if (grid !== undefined && !/^\d{15}$/.test(grid)) throw new DemoUnavailable('a grid code has 15 digits')
  if (department !== undefined && (!/^[a-z]+(?:-[a-z]+)*$/.test(department) || !movable.includes(persona)))
    throw new DemoUnavailable(`a department is named as in docs/departments, for ${movable.join(', ')} only`)
  const base: Principal = {
    subject: department === undefined ? `demo-${persona}` : `demo-${persona}-${department}`,
    department: department ?? employers[persona],
    roles: [persona],
    grids: [],
    staffKey: null,
    personId: null,
  }
  if (persona === 'citizen') return { ...base, personId }
  if (persona === 'mediator') return { ...base, staffKey: needed(facts).mediatorKey }
  if (persona !== 'grid-worker') return base
  const code = grid ?? needed(facts).grids[0]?.code ?? ''
  const known = facts?.grids.find((one) => one.code === code)
  return { ...base, subject: `demo-${persona}-${code}`, grids: [code], staffKey: known?.workerKey ?? null }
}

/** Null when there is no estate. */
export function readDemoFacts(estate: string): DemoFacts | null {
  const file = resolve(estate, 'truth', 'demo.json')
  if (!existsSync(file)) return null
  const truth = JSON.parse(readFileSync(file, 'utf8')) as DemoTruth
  return {
    residentKey: truth.citizen.RYBH,
    mediatorKey: truth.mediation.TJYBH,
    caseNumber: truth.mediation.JFBH,
    grids: [truth.grid, truth.otherGrid].map((grid) => ({ code: grid.code, workerKey: grid.WGYBH })),
  }
}

// Private:

const EIGHT_HOURS = 8 * 3600
const DAY = 24 * 3600

/** Personas that there are in every department. */
const movable: readonly PersonaName[] = ['developer', 'bi', 'data-officer']

/** Who employs the personas: the assessment is the Political-Legal Commission's, the data officer sits in the big-data centre. */
const employers: Readonly<Record<PersonaName, string | null>> = {
  'grid-worker': 'political-legal',
  mediator: 'justice',
  developer: 'housing',
  bi: 'political-legal',
  citizen: null,
  'data-officer': 'approval-service',
  'system-administrator': 'data-bureau',
  'security-administrator': 'data-bureau',
  auditor: 'audit-office',
}

/** The part of `truth/demo.json` that is read here; the names are the legacy systems' own. */
interface DemoTruth {
  readonly citizen: { readonly RYBH: string }
  readonly mediation: { readonly TJYBH: string; readonly JFBH: string }
  readonly grid: { readonly code: string; readonly WGYBH: string }
  readonly otherGrid: { readonly code: string; readonly WGYBH: string }
}

function needed(facts: DemoFacts | null): DemoFacts {
  if (!facts) throw new DemoUnavailable('there is no stand-in estate yet: run `npm start` or `npm run samples` once')
  return facts
}

async function citizenId(store: HubStore | null, facts: DemoFacts | null): Promise<string> {
  const localKey = formatLocalKey('Resident', SELF, needed(facts).residentKey)
  const found = await store?.sql
    .selectFrom('Link')
    .select('entityId')
    .where('department', '=', 'public-security')
    .where('kind', '=', 'Person')
    .where('localKey', '=', localKey)
    .executeTakeFirst()
  if (!found)
    throw new DemoUnavailable('the hub does not know the demo citizen yet: run `npm start` once, until it is ready')
  return found.entityId
}
