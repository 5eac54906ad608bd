/** Grants with every condition there is, open and shut: stopped, out of hours, used up, parts of others, taken in an emergency. */
import type { Insertable } from 'kysely'
import { changePolicy } from '../access/grants.ts'
import type { HubStore } from '../prisma/store.ts'
import type { HubTables } from '../prisma/tables.ts'

type Row = Insertable<HubTables['AccessGrant']>

const DAY = 86_400_000
const READER = { granteeDepartment: 'justice', granteeRole: 'developer', granteeSubject: null }
const HOLDER = { granteeDepartment: 'market-regulation', granteeRole: 'data-officer', granteeSubject: null }
const PART = { ...HOLDER, granteeRole: 'developer' }
/** As askers.ts names the developer of justice. */
const USER = 'proof-developer-of-justice'

export function grantUnderConditions(store: HubStore, now = Date.now()): Promise<void> {
  const grants: readonly Row[] = [
    row('suspended', 'housing', ['category:房屋权属'], READER, { suspendedAt: now - 1, suspendedBy: 'OFFICER' }, now),
    row('shut', 'health', ['category:居民健康档案'], READER, { hours: hours(weekdayOf(now + 3 * DAY)) }, now),
    row('open', 'health', ['category:家庭医生签约', 'category:预防接种'], READER, { hours: hours('EVERY_DAY') }, now),
    row('used-up', 'civil-affairs', ['category:婚姻登记'], READER, { personsPerDay: 1 }, now),
    row('plenty', 'medical-insurance', ['category:医疗保险参保'], READER, { personsPerDay: 2_000_000_000 }, now),
    row('whole', 'human-resources', ['category:社会保险'], HOLDER, {}, now),
    row('part', 'human-resources', ['category:社会保险'], PART, { parentId: 'proof:whole', effect: 'MASKED' }, now),
    row('resting', 'education', ['category:学籍信息'], HOLDER, { suspendedAt: now - 1, suspendedBy: 'SECURITY' }, now),
    row('part-of-resting', 'education', ['category:学籍信息'], PART, { parentId: 'proof:resting' }, now),
    row('hourly', 'veterans', ['category:退役军人信息'], HOLDER, { hours: hours(weekdayOf(now + 3 * DAY)) }, now),
    row('part-of-hourly', 'veterans', ['category:退役军人信息'], PART, { parentId: 'proof:hourly' }, now),
    row('taken-back', 'publicity', ['category:志愿者'], HOLDER, { revokedAt: now - 1 }, now),
    row('part-of-taken-back', 'publicity', ['category:志愿者'], PART, { parentId: 'proof:taken-back' }, now),
    row('part-of-nothing', 'publicity', ['category:志愿积分'], PART, { parentId: 'proof:nothing' }, now),
    row(
      'emergency',
      'public-security',
      ['category:户籍信息', 'category:人口信息'],
      worker,
      emergency(now, now + DAY),
      now,
    ),
    row(
      'past-emergency',
      'housing',
      ['category:危房鉴定', 'category:房屋信息'],
      worker,
      emergency(now - 2 * DAY, now - DAY),
      now,
    ),
  ]
  return changePolicy(store, async (trx) => {
    for (const grant of grants) await trx.insertInto('AccessGrant').values(grant).execute()
    // Of the next day too, should the proof run over midnight.
    for (const at of [now, now + DAY])
      await trx
        .insertInto('GrantUse')
        .values({ grantId: 'proof:used-up', subject: USER, day: dayOf(at), times: 1, persons: 1, lastAt: now })
        .execute()
  })
}

// Private:

const worker = {
  granteeDepartment: 'political-legal',
  granteeRole: 'grid-worker',
  granteeSubject: 'proof-grid-worker',
}

function row(
  name: string,
  department: string,
  fields: readonly string[],
  grantee: Pick<Row, 'granteeDepartment' | 'granteeRole' | 'granteeSubject'>,
  more: Partial<Row>,
  now: number,
): Row {
  return {
    id: `proof:${name}`,
    department,
    ...grantee,
    purpose: 'DATA_QUALITY',
    legalBasis: 'proof',
    fields: JSON.stringify(fields),
    effect: 'PLAIN',
    rows: 'ALL',
    validFrom: now - DAY,
    validTo: now + DAY,
    approver: 'proof',
    revokedAt: null,
    hours: null,
    personsPerDay: null,
    suspendedAt: null,
    suspendedBy: null,
    version: 1,
    ...more,
  }
}

function emergency(validFrom: number, validTo: number): Partial<Row> {
  return { purpose: 'EMERGENCY_RESCUE', rows: 'GRIDS', emergencyId: `emergency:${validFrom}`, validFrom, validTo }
}

function hours(days: string): string {
  return JSON.stringify([{ days, from: '00:00', to: '24:00' }])
}

function weekdayOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', weekday: 'long' }).format(at).toUpperCase()
}

function dayOf(at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at)
}
