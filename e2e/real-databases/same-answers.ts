/** For the story: one department over two connections, and what each of them says. */
import { refSealer } from '../../access/local-ref.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { Row } from '../../adapters/adapter.ts'
import type { Connection } from '../../adapters/open.ts'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import type { EntityKind, Identity } from '../../subgraphs/kit/identity.ts'
import { refField } from '../../subgraphs/kit/subgraph.ts'

const secret = new Uint8Array(32).fill(7)
const signal = new AbortController().signal

/** A question about an entity: the first identities of its kind, and what is asked of them. */
export interface EntityQuestion {
  readonly kind: EntityKind
  readonly of: number
  readonly selection: string
}

export class Side {
  private readonly runtime: DepartmentRuntime
  private constructor(runtime: DepartmentRuntime) {
    this.runtime = runtime
  }

  static async open(spec: DepartmentSpec, connection: Connection): Promise<Side> {
    const runtime = await DepartmentRuntime.open(spec, { connection }, secret, () => {})
    await runtime.adapter.refresh({ signal })
    return new Side(runtime)
  }

  /** Every row of a table, page by page, as the adapter hands it out. */
  async rows(table: string): Promise<Row[]> {
    const rows: Row[] = []
    let after: string | null = null
    do {
      const page = await this.runtime.adapter.table(table).scan({ limit: 700, after }, { signal })
      rows.push(...page.rows)
      after = page.next
    } while (after !== null)
    return rows
  }

  /** What the registry would link, without the time of asking. */
  async identities(): Promise<Omit<Identity, 'asOf'>[]> {
    const all: Omit<Identity, 'asOf'>[] = []
    for (const kind of this.runtime.link.entities)
      for await (const batch of this.runtime.link.identities(kind, signal))
        all.push(...batch.map(({ asOf: _, ...identity }) => identity))
    return all.sort((a, b) => (`${a.entity} ${a.key}` < `${b.entity} ${b.key}` ? -1 : 1))
  }

  async answer(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const access = accessOf(this.runtime.name)
    const { data, errors } = await this.runtime.execute({ query, variables, access, signal })
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }

  async about({ kind, of, selection }: EntityQuestion): Promise<unknown> {
    const sealer = refSealer(this.runtime.name, secret)
    const named = (await this.identities()).filter((identity) => identity.entity === kind).slice(0, of)
    const r = named.map(({ key }, nth) => ({
      __typename: kind,
      id: String(nth),
      [refField(this.runtime.name)]: sealer.seal([key]),
    }))
    const query = `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${kind} ${selection} } }`
    return this.answer(query, { r })
  }

  close(): Promise<void> {
    return this.runtime.close()
  }
}

/** Everything of the department, for its own person: what is asked here is the source, not the rights. */
function accessOf(department: string): AccessContext {
  return {
    principal: { subject: 'tester', department, roles: ['data-officer'], grids: [], staffKey: null, personId: null },
    purpose: { code: 'DATA_QUALITY', caseNumber: null },
    rowScope: 'ALL',
    grants: [
      {
        id: 'all',
        department,
        grantee: { subject: 'tester' },
        purpose: 'DATA_QUALITY',
        legalBasis: 'test',
        fields: ['*'],
        effect: 'PLAIN',
        rows: 'ALL',
        validFrom: 0,
        validTo: Number.MAX_SAFE_INTEGER,
        approver: 'test',
      },
    ],
    purposeFields: ['*'],
    policyVersion: 'test',
    at: Date.now(),
    traceId: 'test',
  }
}
