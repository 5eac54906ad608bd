/**
 * Organisation department (组织部): party organisations, their members, members who float.
 *
 * Legacy system: SQL Server 2008 on an isolated network; a clerk carries over three workbooks a month (docs/legacy-estate/party-organisation.md). It is made for
 * print: titles, merged headers, totals, hidden rows. Identity numbers typed into number cells have lost their last digits and link nobody.
 * Party organisations have no credit code, so each is an organisation of its own in the hub, beside the firm in which it works.
 *
 * Row rule (floating members: counts to others, names to the two branches): a branch has its own members and those who float in or out; the
 * department itself has all. Who has been given a person by the registry for a case or in the own grids has the membership of those who do not
 * float; that somebody floats looks to them like no membership at all. The hub finds the person by the values and tells none of them.
 */
import type { AccessContext } from '../../access/principal.ts'
import { Sex } from '../../schema/codes/sex.ts'
import {
  department,
  linkedMany,
  linkedOne,
  many,
  one,
  record,
  type Plain,
  type RecordSpec,
  type RowPath,
} from '../kit/declaration.ts'
import {
  code,
  day,
  entity,
  flag,
  integer,
  organisationCode,
  personName,
  personNumber,
  phone,
  text,
} from '../kit/fields.ts'
import { FloatingState, PartyMemberKind, PartyOrganisationKind } from './codes.ts'

const NAME = 'party-organisation'

/** Staff of one of the two branches, or of the department where it works on all of its data. */
function ofTheBranches(branches: readonly unknown[], { principal, rowScope }: AccessContext): boolean {
  if (principal.department !== NAME) return false
  return principal.staffKey === null ? rowScope === 'ALL' : branches.includes(principal.staffKey)
}

export function mayOpenMember(member: Plain, access: AccessContext, path: RowPath): boolean {
  if (ofTheBranches([member['branchCode']], access)) return true
  return member['floating'] === false && path === 'entity' && access.rowScope !== 'NONE'
}

export function mayOpenFloating(registration: Plain, access: AccessContext): boolean {
  return ofTheBranches([registration['branchCode'], registration['destinationBranchCode']], access)
}

export const PartyOrganisation = record({
  name: 'PartyOrganisation',
  description: 'A party organisation (党组织).',
  from: { table: '党组织', key: '党组织代码', ignore: ['序号', '备注'] },
  classified: { level: 2, category: '党组织信息', sharing: 'CONDITIONAL' },
  fields: {
    self: entity(
      'Organisation',
      { name: 'organisationName', kind: 'kind', gridCode: 'gridCode' },
      'The party organisation as an organisation (组织).',
      { level: 1, sharing: 'UNCONDITIONAL' },
    ),
    host: entity(
      'Organisation',
      { creditCode: 'hostCreditCode', name: 'hostName' },
      'The firm or body in which it works (依托单位).',
    ),
    grid: entity('Grid', { code: 'gridCode' }, 'The grid for which it stands (对应网格).'),
    code: text('党组织代码', 'Code (党组织代码).', { filter: true }),
    organisationName: text('党组织名称', 'Name (党组织名称).', { level: 1, sharing: 'UNCONDITIONAL' }),
    kind: code('组织类型', PartyOrganisationKind, 'Kind (组织类型).', {
      level: 1,
      sharing: 'UNCONDITIONAL',
      filter: true,
    }),
    parentCode: text('上级党组织代码', 'Code of the organisation above (上级党组织代码).', { filter: true }),
    gridCode: text('对应网格编码', 'Grid code; null for those of no grid (对应网格).', { filter: true }),
    hostName: text('依托单位/名称', 'Name of the firm or body in which it works (依托单位名称).'),
    hostCreditCode: organisationCode('依托单位/信用代码', 'Credit code of that firm or body (依托单位信用代码).'),
    memberCount: integer('党员数/总数', 'How many members it has (党员数).'),
    probationaryCount: integer('党员数/预备', 'How many of them are probationary (预备党员数).'),
    leftCount: integer('党员数/流出', 'How many of them float elsewhere (流出党员数).'),
    arrivedCount: integer('党员数/流入', 'How many float here from elsewhere (流入党员数).'),
    secretaryName: personName('书记/姓名', 'Name of the secretary (书记姓名).'),
    secretaryPhone: phone('书记/联系电话', 'Telephone of the secretary (书记联系电话).', { level: 3 }),
    foundedOn: day('成立时间', 'Day of foundation (成立时间).'),
    parent: one((): RecordSpec => PartyOrganisation, 'parentCode', 'The organisation above (上级党组织).'),
    children: many((): RecordSpec => PartyOrganisation, 'parentCode', 'The organisations below (下级党组织).'),
    members: many(
      (): RecordSpec => PartyMember,
      'branchCode',
      'Members, for the branch itself and the department (党员).',
    ),
  },
  root: 'partyOrganisations',
})

export const PartyMember = record({
  name: 'PartyMember',
  description: 'A member of the party (党员).',
  // The branch's name is a copy that drifts.
  from: { table: '党员', key: '党员编号', ignore: ['序号', '所在党支部名称', '备注'] },
  classified: { level: 3, category: '党员信息', sharing: 'CONDITIONAL' },
  rows: mayOpenMember,
  fields: {
    member: entity(
      'Person',
      { number: 'idNumber', name: 'memberName', sex: 'sex', phone: 'phone' },
      'The person (人).',
      { quiet: true },
    ),
    number: text('党员编号', 'Number of the member (党员编号).'),
    memberName: personName('姓名', 'Name (党员姓名).'),
    sex: code('性别', Sex, 'Sex (性别).'),
    idNumber: personNumber('公民身份号码', 'Identity number (公民身份号码).'),
    kind: code('党员类别', PartyMemberKind, 'Full or probationary (党员类别).'),
    joinedOn: day('入党时间', 'Day of joining (入党时间).'),
    confirmedOn: day('转正时间', 'Day of becoming a full member (转正时间).'),
    branchCode: text('所在党支部代码', 'Code of the home branch (所在党支部代码).'),
    phone: phone('联系电话', 'Telephone (联系电话).'),
    // Nothing is unknown, not "no": the rule above then shows the member to nobody else.
    floating: flag('流动党员', ['是', '√'], ['否'], 'Whether the member floats (流动党员标志).'),
    branch: one((): RecordSpec => PartyOrganisation, 'branchCode', 'The home branch (所在党支部).'),
    floatingRegistrations: many(
      (): RecordSpec => FloatingRegistration,
      'memberNumber',
      'Registrations as a floating member (流动党员登记).',
    ),
  },
})

export const FloatingRegistration = record({
  name: 'FloatingRegistration',
  description: 'A registration of a member who is away: left, reported, confirmed, returned (流动党员登记).',
  from: { table: '流动党员', key: '登记编号' },
  classified: { level: 3, category: '流动党员', sharing: 'CONDITIONAL' },
  rows: mayOpenFloating,
  fields: {
    member: entity('Person', { number: 'idNumber', name: 'memberName' }, 'The person (人).', { quiet: true }),
    number: text('登记编号', 'Number of the registration (登记编号).'),
    memberNumber: text('党员编号', 'Number of the member (党员编号).'),
    memberName: personName('姓名', 'Name (党员姓名).'),
    idNumber: personNumber('公民身份号码', 'Identity number (公民身份号码).'),
    branchCode: text('流出党支部代码', 'Code of the home branch (流出党支部代码).'),
    destination: text('流入地', 'Province, city, county to which the member went (流入地).'),
    destinationBranchCode: text('流入党支部代码', 'Code of the branch there, where known (流入党支部代码).'),
    leftOn: day('流出日期', 'Day of leaving (流出日期).'),
    reportedOn: day('报到日期', 'Day of reporting there (报到日期).'),
    confirmedOn: day('确认日期', 'Day on which both branches had confirmed (双向确认日期).'),
    returnedOn: day('返回日期', 'Day of return; null while away (返回日期).'),
    state: code('状态', FloatingState, 'How far it has come (状态).'),
    homeBranch: one((): RecordSpec => PartyOrganisation, 'branchCode', 'The home branch (流出党支部).'),
  },
})

export const partyOrganisation = department({
  name: NAME,
  title: '组织部',
  titleEn: 'Organisation Department',
  // A month, and the days until somebody carries it over.
  cycleHours: 24 * 40,
  system: {
    technology: 'excel',
    tables: {
      党组织: { file: '党组织_*.xlsx', sheet: '党组织', header: { row: 2, rows: 2 } },
      党员: { file: '党员_*.xlsx', sheet: '党员', header: { row: 2 } },
      流动党员: { file: '流动党员_*.xlsx', sheet: '流动党员', header: { row: 2 } },
    },
  },
  records: [PartyOrganisation, PartyMember, FloatingRegistration],
  extend: {
    Person: {
      partyMembership: linkedOne(PartyMember, 'member', 'The membership in the party (党员信息).'),
      floatingRegistrations: linkedMany(
        FloatingRegistration,
        'member',
        'Registrations as a floating member (流动党员登记).',
      ),
    },
    Organisation: {
      partyOrganisation: linkedOne(PartyOrganisation, 'self', 'The party organisation that this is (党组织).'),
      hostedPartyOrganisations: linkedMany(
        PartyOrganisation,
        'host',
        'Party organisations that work in it (依托单位党组织).',
      ),
    },
    Grid: {
      partyOrganisations: linkedMany(PartyOrganisation, 'grid', 'Party organisations of the grid (网格党组织).'),
    },
  },
})
