/**
 * Requests for correction in the graph. Whoever sees a value plainly may ask for it; the department's data officer answers under the purpose
 * DATA_QUALITY; the big-data centre sees what is overdue anywhere, without what is said of the value; the asker sees the own ones. What
 * somebody proposes or writes is for the asker, and for an officer who has the field itself plainly.
 */
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import { answering } from '../../../access/grant-life/parties.ts'
import type { Classified } from '../../../schema/classification.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { instantText } from '../../../schema/shanghai-time.ts'
import { openCursor, page, pageSize } from '../../kit/connection.ts'
import { PageArgs } from '../../kit/connection-types.ts'
import type { SpotValue } from '../../kit/corrections.ts'
import { denied } from '../../kit/guards.ts'
import { classified, corrections, place } from '../classified.ts'
import { carryOut, spotOf } from '../corrections/carry-out.ts'
import { readCorrection, type CorrectionRow } from '../corrections/ledger.ts'
import {
  countOf,
  isOverdueNow,
  positionOf,
  readPage,
  stepsOf,
  type CorrectionConditions,
  type CorrectionOrder,
} from '../corrections/lists.ts'
import {
  acceptCorrection,
  confirmCorrection,
  isOfficerOf,
  markRead,
  partiesTo,
  refuseCorrection,
  requestCorrection,
  retryCorrection,
  withdrawCorrection,
} from '../corrections/requests.ts'
import type { CorrectionColumn } from '../corrections/sealed-text.ts'
import { correctionActionsFrom } from '../corrections/states.ts'
import { targetOf } from '../corrections/target.ts'
import type { CountedPage, RegistryRequest } from '../request.ts'
import { officerDepartment } from './data-officer.ts'
import {
  Correction,
  CorrectionConnection,
  CorrectionDecisionCode,
  CorrectionFilter,
  CorrectionInput,
  CorrectionSource,
  shownStep,
} from './correction-types.ts'

@ArgsType()
class CorrectionArgs extends PageArgs {
  @Field(() => CorrectionFilter, { nullable: true, description: 'Which ones (筛选).' })
  filter?: CorrectionFilter | null
}

type Shown = Correction & { readonly $row: CorrectionRow }

const onceOnly = {
  description:
    'Made up by the caller, new for each change, 8 to 128 characters; the same key asks for the same change (幂等键).',
}
const seenVersion = { description: 'The version that the caller has seen (版本号).' }
const byNumber = { description: 'What both sides call it by (校核编号).' }

const queue = place('Query.corrections', corrections)

@Resolver(() => Correction)
export class CorrectionResolver {
  @Query(() => CorrectionConnection, {
    nullable: true,
    description: 'What the caller asked for, newest first (我的校核纠错).',
  })
  @Directive(classified(corrections))
  myCorrections(@Args(() => CorrectionArgs) args: CorrectionArgs, @Ctx() request: RegistryRequest) {
    return pageOfCorrections(request, { asker: request.access.principal.subject }, 'NEWEST', args)
  }

  @Query(() => CorrectionConnection, {
    nullable: true,
    description:
      'For a data officer under DATA_QUALITY: requests on the own department’s records, what is due first in front; for the big-data centre also what is overdue elsewhere (待办校核纠错).',
  })
  @Directive(classified(corrections))
  corrections(@Args(() => CorrectionArgs) args: CorrectionArgs, @Ctx() request: RegistryRequest) {
    const department = officerDepartment(request)
    if (department === null) throw denied(queue, 'OUT_OF_SCOPE')
    const conditions = isCentre(department) ? { department, overdueElsewhere: true as const } : { department }
    return pageOfCorrections(request, conditions, 'DUE', args)
  }

  @Query(() => Correction, { nullable: true, description: 'One request that concerns the caller (校核纠错申请).' })
  @Directive(classified(corrections))
  async correction(
    @Arg('id', () => ID, byNumber) number: string,
    @Ctx() request: RegistryRequest,
  ): Promise<Correction | null> {
    const row = await readCorrection(request.doors.store.sql, number)
    return row && concerns(request, row) ? shownOne(request, number) : null
  }

  @Mutation(() => Correction, {
    nullable: true,
    description: 'Asks the department that keeps a value to correct it (提出校核纠错).',
  })
  @Directive(classified(corrections))
  async requestCorrection(
    @Arg('input', () => CorrectionInput) input: CorrectionInput,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<Correction | null> {
    const { field, id, at = null, source = null, proposed = null, evidence } = input
    const asked = { field, id, at, source, proposed, evidence }
    const number = await requestCorrection(request.doors.corrections, asked, asking(request, idempotencyKey), () =>
      targetOf(request, asked),
    )
    return shownOne(request, number)
  }

  @Mutation(() => Correction, { nullable: true, description: 'Takes an own open request back (撤回校核纠错).' })
  @Directive(classified(corrections))
  async withdrawCorrection(
    @Arg('id', () => ID, byNumber) number: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<Correction | null> {
    await withdrawCorrection(request.doors.corrections, { number, seen }, asking(request, idempotencyKey))
    return shownOne(request, number)
  }

  @Mutation(() => Correction, {
    nullable: true,
    description:
      'The owner’s data officer accepts it, and the hub writes it or asks for a receipt, or refuses it with written reasons; never the asker (答复校核纠错).',
  })
  @Directive(classified(corrections))
  async answerCorrection(
    @Arg('id', () => ID, byNumber) number: string,
    @Arg('decision', () => CorrectionDecisionCode, { description: 'Accepted or refused (校核结论).' })
    decision: 'ACCEPT' | 'REFUSE',
    @Arg('reasons', () => String, { nullable: true, description: 'Needed for a refusal (答复理由).' })
    reasons: string | null,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<Correction | null> {
    const row = await answerable(request, number)
    const { corrections: doors } = request.doors
    const step = { number, seen }
    if (decision === 'REFUSE') {
      await refuseCorrection(doors, step, reasons ?? null, asking(request, idempotencyKey))
      return shownOne(request, number)
    }
    // Asked again it is accepted already, and the same change is known by its key.
    const now = row.state === 'OPEN' ? await atSource(request, row) : null
    await acceptCorrection(doors, step, reasons ?? null, now, asking(request, idempotencyKey))
    await carryOut(doors, number, request.access.at, request.signal)
    return shownOne(request, number)
  }

  @Mutation(() => Correction, {
    nullable: true,
    description: 'Has an accepted value that is not written yet tried again now (重新写入).',
  })
  @Directive(classified(corrections))
  async retryCorrection(
    @Arg('id', () => ID, byNumber) number: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<Correction | null> {
    await answerable(request, number)
    const { corrections: doors } = request.doors
    await retryCorrection(doors, { number, seen }, asking(request, idempotencyKey))
    await carryOut(doors, number, request.access.at, request.signal)
    return shownOne(request, number)
  }

  @Mutation(() => Correction, {
    nullable: true,
    description: 'The receipt: what was changed by hand in the department’s own system (更正回执).',
  })
  @Directive(classified(corrections))
  async confirmCorrection(
    @Arg('id', () => ID, byNumber) number: string,
    @Arg('receipt', () => String, { description: 'What was changed, when and by whom (回执内容).' }) receipt: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Arg('idempotencyKey', () => String, onceOnly) idempotencyKey: string,
    @Ctx() request: RegistryRequest,
  ): Promise<Correction | null> {
    await answerable(request, number)
    await confirmCorrection(request.doors.corrections, { number, seen }, receipt, asking(request, idempotencyKey))
    return shownOne(request, number)
  }

  @Mutation(() => Correction, { nullable: true, description: 'The asker has read how it stands (标为已读).' })
  @Directive(classified(corrections))
  async markCorrectionRead(
    @Arg('id', () => ID, byNumber) number: string,
    @Arg('expectedVersion', () => String, seenVersion) seen: string,
    @Ctx() request: RegistryRequest,
  ): Promise<Correction | null> {
    await markRead(request.doors.corrections, { number, seen }, request.access.principal)
    return shownOne(request, number)
  }

  @FieldResolver(() => String, { nullable: true, description: 'What should stand there; null for nothing (更正为).' })
  @Directive(classified(corrections))
  proposed(@Root() { $row }: Shown, @Ctx() request: RegistryRequest): string | null {
    return textOf(request, $row, 'proposed')
  }

  @FieldResolver(() => String, { nullable: true, description: 'What shows that it is wrong (依据).' })
  @Directive(classified(corrections))
  evidence(@Root() { $row }: Shown, @Ctx() request: RegistryRequest): string | null {
    return textOf(request, $row, 'evidence')
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The reasons of a refusal, or what the officer added (答复理由).',
  })
  @Directive(classified(corrections))
  answer(@Root() { $row }: Shown, @Ctx() request: RegistryRequest): string | null {
    return textOf(request, $row, 'answer')
  }

  @FieldResolver(() => String, { nullable: true, description: 'What was changed by hand at the source (回执).' })
  @Directive(classified(corrections))
  receipt(@Root() { $row }: Shown, @Ctx() request: RegistryRequest): string | null {
    return textOf(request, $row, 'receipt')
  }

  @FieldResolver(() => CorrectionSource, {
    nullable: true,
    description:
      'For the officer: where to change it, and what stands there now; null when the row is gone (源系统位置).',
  })
  @Directive(classified(corrections))
  async atSource(@Root() { $row }: Shown, @Ctx() request: RegistryRequest): Promise<CorrectionSource | null> {
    const field = requireField(request, $row, 'atSource', false)
    const now = await atSource(request, $row)
    if (!now || !field) return null
    return {
      table: field.record.from.table,
      column: field.spec.column,
      key: $row.recordKey,
      value: now.value,
      changed: !request.doors.corrections.isValue($row.seen, now.value),
    }
  }
}

// Private:

function asking({ access }: RegistryRequest, idempotencyKey: string) {
  return { actor: access.principal, at: access.at, idempotencyKey }
}

/** The city's big-data centre keeps watch over deadlines (数据主管部门). */
function isCentre(department: string): boolean {
  return department === answering('registry')
}

function isOfficer(request: RegistryRequest, row: CorrectionRow): boolean {
  return officerDepartment(request) !== null && isOfficerOf(row.department, request.access.principal)
}

function concerns(request: RegistryRequest, row: CorrectionRow): boolean {
  const department = officerDepartment(request)
  if (row.asker === request.access.principal.subject || isOfficer(request, row)) return true
  return department !== null && isCentre(department) && isOverdueNow(row, request.access.at)
}

/**
 * The request, for an officer who may answer it and has the field plainly: whoever does not see a value cannot judge it. The asker gets as
 * far as the table of states, which refuses; for everybody else there is no such request.
 */
async function answerable(request: RegistryRequest, number: string): Promise<CorrectionRow> {
  const row = await readCorrection(request.doors.store.sql, number)
  if (!row || !concerns(request, row)) throw pentagraphError('NOT_FOUND')
  if (row.asker === request.access.principal.subject)
    throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: row.state, reason: 'SAME_PERSON' })
  requireField(request, row, 'proposed', false)
  return row
}

const textPlaces: Readonly<Record<CorrectionColumn | 'atSource', Classified>> = {
  proposed: place('Correction.proposed', corrections),
  evidence: place('Correction.evidence', corrections),
  answer: place('Correction.answer', corrections),
  receipt: place('Correction.receipt', corrections),
  atSource: place('Correction.atSource', corrections),
}

/** The field in its department, for whoever may know what is said of it. Throws FIELD_DENIED. */
function requireField(request: RegistryRequest, row: CorrectionRow, name: CorrectionColumn | 'atSource', own: boolean) {
  const { doors, access, decider, report } = request
  const field = doors.corrections.fields.get(`${row.record}.${row.recordField}`) ?? null
  const asker = own && row.asker === access.principal.subject
  if (!asker) {
    if (!isOfficer(request, row)) throw denied(textPlaces[name], 'OUT_OF_SCOPE')
    const decision = field ? decider.decide(field.place) : null
    if (field && decision?.verdict !== 'ALLOW')
      throw denied(field.place, decision?.verdict === 'DENY' ? decision.reason : 'NO_GRANT')
  }
  if (row.entityId?.startsWith('P-')) report.person(row.entityId)
  return field
}

function textOf(request: RegistryRequest, row: CorrectionRow, column: CorrectionColumn): string | null {
  requireField(request, row, column, true)
  return request.doors.corrections.texts.open(row.number, column, row[column])
}

/** What stands at the source now, under the officer's own rights there; null when the row is gone or not open. */
async function atSource(
  { doors, access, signal, report }: RegistryRequest,
  row: CorrectionRow,
): Promise<SpotValue | null> {
  const { record, key, field } = spotOf(row)
  const corrector = doors.corrections.correctors.get(row.department)
  if (!corrector) throw pentagraphError('DEPARTMENT_UNAVAILABLE', { department: row.department })
  const found = await corrector.look(access, { coordinate: `${record}.${field}`, id: null, key, entity: null }, signal)
  for (const person of found?.persons ?? []) report.ref(row.department, person)
  return found
}

async function pageOfCorrections(
  request: RegistryRequest,
  conditions: Omit<CorrectionConditions, 'now'>,
  order: CorrectionOrder,
  args: CorrectionArgs,
): Promise<CountedPage<Correction>> {
  const { sql } = request.doors.store
  const { at } = request.access
  const { states, overdue, unread } = args.filter ?? {}
  const all: CorrectionConditions = {
    ...conditions,
    ...(states && { states }),
    ...(overdue && { overdueAt: at }),
    ...(unread && { unread: true }),
    now: at,
  }
  const size = pageSize(args)
  const after = openCursor(args.after)
  const rows = await readPage(sql, all, order, after, size)
  const some = rows.slice(0, size)
  const shown = await shownAll(request, some)
  const items = some.flatMap((row, index) => {
    const node = shown[index]
    return node ? [{ node, position: positionOf(row, order) }] : []
  })
  const made = page(items, { next: rows.length > size, previous: after !== null }, null)
  return { ...made, totalCount: () => countOf(sql, all) }
}

async function shownOne(request: RegistryRequest, number: string): Promise<Correction | null> {
  const row = await readCorrection(request.doors.store.sql, number)
  return row ? ((await shownAll(request, [row]))[0] ?? null) : null
}

async function shownAll(request: RegistryRequest, rows: readonly CorrectionRow[]): Promise<Shown[]> {
  const { doors, access } = request
  const { subject } = access.principal
  const steps = await stepsOf(
    doors.store.sql,
    rows.map(({ number }) => number),
  )
  const names = doors.names()
  return rows.map((row) => {
    const { number, state, field, department, entityId, asker, askerDepartment, answeredBy, way, fault } = row
    const parties = asker === subject || isOfficer(request, row) ? partiesTo(row, access.principal) : new Set<never>()
    return {
      id: number,
      state,
      field,
      fieldName: names.fields.get(field) ?? null,
      department,
      departmentTitle: names.departments.get(department) ?? null,
      entityId,
      asker,
      askerDepartment,
      filedAt: instantText(row.filedAt),
      dueAt: instantText(row.dueAt),
      overdue: isOverdueNow(row, access.at),
      answeredAt: instant(row.answeredAt),
      answeredBy,
      way,
      fault,
      receiptDueAt: instant(row.receiptDueAt),
      closedAt: instant(row.closedAt),
      unread: asker === subject && row.version > row.readVersion,
      actions: correctionActionsFrom(state, way, parties),
      history: (steps.get(number) ?? []).map(shownStep),
      version: String(row.version),
      $row: row,
    }
  })
}

function instant(epochMs: number | null): string | null {
  return epochMs === null ? null : instantText(epochMs)
}
