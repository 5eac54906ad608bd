/**
 * One request in one department: loaders, the rights of the end user, and the only ways a record is handed out. Row rules run here,
 * on every path: from an entity, over a link, from a root list, from a mutation's answer.
 */
import type { Decider } from '../../access/decision.ts'
import type { RefSealer } from '../../access/local-ref.ts'
import type { AccessContext } from '../../access/principal.ts'
import {
  SourceError,
  type Adapter,
  type Call,
  type Condition,
  type Quarantined,
  type Table,
} from '../../adapters/adapter.ts'
import { pentagraphError, type ErrorCode } from '../../schema/errors.ts'
import { SELF } from '../../schema/local-key.ts'
import type { Service, SubgraphContext, WriteChange } from './context.ts'
import type { Plain, RecordSpec, RowPath } from './declaration.ts'
import { Loaders } from './loaders.ts'
import type { RecordModel, Shown } from './record-model.ts'
import { ReportCollector } from './report.ts'
import { toRaw } from './to-raw.ts'

/** What stays the same over all requests of a department. */
export interface DepartmentDoors {
  readonly name: string
  readonly adapter: Adapter
  readonly sealer: RefSealer
  readonly models: ReadonlyMap<string, RecordModel>
  readonly services: ReadonlyMap<string, Service>
  /** Columns that the source can look up by. */
  lookups(model: RecordModel): readonly string[]
}

export class DepartmentRequest implements SubgraphContext {
  readonly access: AccessContext
  readonly decider: Decider
  readonly report = new ReportCollector()
  readonly call: Call
  readonly loaders: Loaders
  private readonly doors: DepartmentDoors
  /** Local keys that the registry opened to this request. */
  private readonly opened = new Set<string>()
  /** Local keys of rows that the principal entered. */
  private readonly enteredRows = new Set<string>()

  constructor(doors: DepartmentDoors, access: AccessContext, decider: Decider, call: Call) {
    this.doors = doors
    this.access = access
    this.decider = decider
    this.call = call
    this.loaders = new Loaders(doors.adapter, call)
  }

  /** The local keys of a sealed ref; remembers them as opened. Empty for an entity that the department does not know; throws on a forged ref. */
  openRef(ref: unknown): readonly string[] {
    if (ref === null || ref === undefined) return []
    const keys = typeof ref === 'string' ? this.doors.sealer.open(ref) : null
    if (keys === null) throw pentagraphError('CONTEXT_REFUSED', { department: this.doors.name })
    for (const key of keys) this.opened.add(key)
    return keys
  }

  /** `{ __typename, ref }` of the entity that the record describes or names, for the registry to resolve; null when it names none. */
  entityOf(
    model: RecordModel,
    role: string,
    plain: Plain,
  ): { readonly __typename: string; readonly ref: string } | null {
    const field = model.spec.fields[role]
    if (field?.kind !== 'entity' || !model.names(role, plain)) return null
    return { __typename: field.entity, ref: this.doors.sealer.seal([model.localKey(role, plain)]) }
  }

  /** The record as this principal may have it, or null when the row is not open to the request. */
  show(model: RecordModel, plain: Plain, path: RowPath): Shown | null {
    const entered = this.enteredRows.has(model.localKey(SELF, plain))
    const own = entered || model.personRoles.some((role) => this.opened.has(model.localKey(role, plain)))
    const self = this.access.rowScope === 'SELF'
    const exempt = self && (own || path === 'entity')
    if (model.spec.rows && !exempt && !model.spec.rows(plain, this.access, path)) return null
    for (const role of model.personRoles) {
      if (model.names(role, plain)) this.report.ref(this.doors.name, model.localKey(role, plain))
    }
    // A list of all rows is nobody's own data, also where a row names its person by a number only: staff, representatives, keepers.
    const foreign = self && !own && (model.personRoles.length > 0 || path === 'register' || path === 'root')
    // That there is a mortgage on the house one rents is nobody else's: not even an empty record, nor a count of them.
    if (foreign && this.decider.gradeOf(model.whole).level === 4) return null
    const others = self && !entered ? this.numbersOfOthers(model, plain, own) : undefined
    return model.show(plain, { decider: this.decider, report: this.report, foreign, others })
  }

  /** What of the record is another's number or telephone: in a record that is not one's own, all that are shared conditionally. */
  private numbersOfOthers(model: RecordModel, plain: Plain, own: boolean): ReadonlySet<string> {
    return own ? model.numbersOfOthers(plain, this.opened) : model.conditionalNumbers()
  }

  table(model: RecordModel): Table {
    return this.doors.adapter.table(model.spec.from.table)
  }

  /** Whether the source applies this condition itself. */
  canPush(model: RecordModel, condition: Condition): boolean {
    return (
      this.doors.adapter.capabilitiesOf(model.spec.from.table).conditions.includes(condition.op) &&
      this.doors.lookups(model).includes(condition.column)
    )
  }

  quarantined(model: RecordModel, after: number, limit: number): Promise<readonly Quarantined[]> {
    return this.doors.adapter.quarantined(model.spec.from.table, { after, limit })
  }

  model(record: RecordSpec): RecordModel {
    const model = this.doors.models.get(record.name)
    if (!model) throw new Error(`${this.doors.name} has no record ${record.name}`)
    return model
  }

  load(record: RecordSpec, key: string): Promise<Plain | null> {
    return this.guarded(() => this.loaders.one(this.model(record), key))
  }

  present(record: RecordSpec, plain: Plain | null): object | null {
    return plain && this.show(this.model(record), plain, 'link')
  }

  async write(record: RecordSpec, change: WriteChange): Promise<Plain> {
    const model = this.model(record)
    const written = await this.guarded(() =>
      this.doors.adapter.write(
        {
          table: record.from.table,
          key: change.key,
          values: toRaw(model, change.values),
          idempotencyKey: change.idempotencyKey,
          expectedVersion: change.expectedVersion,
        },
        this.call,
      ),
    )
    this.loaders.forget()
    const plain = model.plain(written.row)
    if (!plain) throw pentagraphError('DEPARTMENT_FAULT', { department: this.doors.name })
    this.report.written(model.localKey(SELF, plain))
    return plain
  }

  entered(record: RecordSpec, plain: Plain): void {
    this.enteredRows.add(this.model(record).localKey(SELF, plain))
  }

  service(name: string): Pick<Service, 'post'> {
    const service = this.doors.services.get(name)
    if (!service) throw pentagraphError('DEPARTMENT_UNAVAILABLE', { department: this.doors.name, service: name })
    return { post: (path, body, call) => this.guarded(() => service.post(path, body, call)) }
  }

  guarded<T>(work: () => Promise<T>): Promise<T> {
    return faultsAsCodes(work)
  }
}

/** Adapter errors leave a department as codes: no address, no SQL, no value. */
export async function faultsAsCodes<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof SourceError ? sourceFault(error) : error
  }
}

/** The graph's error for a source's error; the cause goes to the log only. */
export function sourceFault(error: SourceError) {
  const own: Partial<Record<SourceError['code'], ErrorCode>> = {
    VERSION_CONFLICT: 'VERSION_CONFLICT',
    IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
    WRITE_REFUSED: 'WRITE_REFUSED',
    NOT_SUPPORTED: 'WRITE_REFUSED',
    FAULT: 'DEPARTMENT_FAULT',
    MALFORMED: 'DEPARTMENT_FAULT',
  }
  const code = own[error.code] ?? 'DEPARTMENT_UNAVAILABLE'
  return pentagraphError(code, { department: error.department, source: error.code }, error)
}
