/** Queries to begin with: one for the terminal, more for the explorer page. The ids are those of the demo household. */
import type { DemoIds } from './demo-ids.ts'
import type { Example, Persona } from './explorer/contract.ts'

export function personas(ids: DemoIds | null): Persona[] {
  const caseNumber = ids?.caseNumber
  return [
    {
      name: 'mediator',
      title: { zh: '调解员', en: 'Mediator' },
      purposes: ['MEDIATION', 'MEDIATION_INTAKE'],
      ...(caseNumber && { caseNumber }),
    },
    {
      name: 'grid-worker',
      title: { zh: '网格员', en: 'Grid worker' },
      purposes: ['GRID_EVENT', 'HOTLINE', 'SAFETY_INSPECTION', 'SOCIAL_RELIEF', 'PARTY_BUILDING', 'VOLUNTEER_POINTS'],
      // What the purpose SOCIAL_RELIEF asks for.
      ...(ids && { caseNumber: ids.reliefCase }),
    },
    { name: 'citizen', title: { zh: '市民本人', en: 'Citizen' }, purposes: ['SELF_ACCESS'] },
    { name: 'developer', title: { zh: '部门开发人员', en: 'Department developer' }, purposes: ['DATA_QUALITY'] },
    {
      name: 'data-officer',
      title: { zh: '数据专员', en: 'Data officer' },
      purposes: ['DATA_QUALITY', 'GRANT_ADMINISTRATION', 'EMERGENCY_RESCUE'],
    },
    { name: 'bi', title: { zh: '统计分析', en: 'BI' }, purposes: ['ASSESSMENT'] },
    { name: 'system-administrator', title: { zh: '系统管理员', en: 'System administrator' }, purposes: [] },
    {
      name: 'security-administrator',
      title: { zh: '安全管理员', en: 'Security administrator' },
      purposes: ['GRANT_ADMINISTRATION'],
    },
    { name: 'auditor', title: { zh: '审计员', en: 'Auditor' }, purposes: ['AUDIT_REVIEW'] },
  ]
}

const wholeCity = `query WholeCity {
  me {
    name
    household { kind }
    properties { nodes { certificate } }
    mediationCases { nodes { number state } }
    hotlineOrders { nodes { number state } }
    gridEvents { nodes { number state } }
    headedOrganisations { nodes { role organisation { name } } }
    partyMembership { kind joinedOn }
    volunteerPoints
    marriages { nodes { kind registeredOn } }
    socialInsurance { nodes { scheme state } }
    employments { nodes { kind from } }
    medicalInsurance { nodes { insurances { nodes { type state paidUpTo } } } }
    familyDoctor { state endsOn team { teamName } }
    guardedPupils { nodes { pupilName grade } }
    veteranRecord { isVeteran dischargedOn }
    realEstateRights { nodes { certificateNumber state } }
    administrativePenalties { nodes { ground decidedOn } }
    landContracts { nodes { number contractedMu } }
    courtEntrustments { nodes { number cause state } }
  }
}`

const relief = `query Relief($id: ID!) {
  person(id: $id) {
    name
    idNumber
    household { kind members(first: 10) { nodes { name relationToHead } } }
    benefits { nodes { kind state from idNumber } }
    medicalInsurance { nodes { insurances { nodes { type state subsidised } } } }
    socialInsurance { nodes { scheme state } }
    pensions { nodes { kind state monthlyAmount } }
    properties { totalCount nodes { state certificate } }
    povertyMonitoring { nodes { kind risk state } }
    healthRecord { number }
  }
}`

const firm = `query Firm($id: ID!) {
  organisation(id: $id) {
    name
    company { industry foundedOn state }
    employerRecord { employerName insuredCount }
    safetyRecord { riskColour }
    ownedComponents { nodes { code class } }
    designatedInstitution { code kind }
    hostedPartyOrganisations { nodes { organisationName memberCount } }
    foundedSocialOrganisations { nodes { organisationName } }
    pointsMerchant { merchantName redeems }
  }
}`

const card = `query PersonCard($id: ID!) {
  person(id: $id) {
    name
    sex
    birthDate
    idNumber
    phone
    vehicles(first: 5) { nodes { plate } }
    grid { name }
    household { members(first: 5) { nodes { name relationToHead } } }
    properties(first: 5) { nodes { certificate state dwelling { building use } } }
    mediationCases(first: 5) { nodes { number kind state } }
    headedOrganisations(first: 5) { nodes { role organisation { name creditCode } } }
    hotlineOrders(first: 5) { nodes { number category state content } }
    gridEvents(first: 5) { nodes { number category state } }
  }
}`

export function examples(ids: DemoIds | null): Example[] {
  if (!ids) return []
  const person = { id: ids.person }
  return [
    {
      title: { zh: '一人一档(六部门)', en: 'One person over six departments' },
      explanation: {
        zh: '调解员在本案中查看当事人:部分字段脱敏,部分拒绝并说明原因。',
        en: 'A mediator sees a party of the own case: some fields masked, some refused with the reason.',
      },
      persona: 'mediator',
      purpose: 'MEDIATION',
      query: card,
      variables: person,
    },
    {
      title: { zh: '全市一人一档(本人)', en: 'Oneself over the whole city' },
      explanation: {
        zh: '市民一次问遍十八个部门:各自知道本人什么。',
        en: 'A citizen asks eighteen departments at once what each of them knows.',
      },
      persona: 'citizen',
      purpose: 'SELF_ACCESS',
      query: wholeCity,
    },
    {
      title: { zh: '同一查询,没有目的', en: 'The same without a purpose' },
      explanation: { zh: '没有目的,就没有有条件共享的数据。', en: 'No purpose, no conditional data.' },
      persona: 'mediator',
      purpose: null,
      query: card,
      variables: person,
    },
    {
      title: { zh: '本人查看', en: 'The person oneself' },
      explanation: { zh: '本人看到自己的数据,以及谁看过。', en: 'One sees one’s own data, and who looked.' },
      persona: 'citizen',
      purpose: 'SELF_ACCESS',
      query: `{
  me { name birthDate idNumber phone household { members(first: 5) { nodes { name relationToHead } } } }
  whoLookedAtMe(first: 10) { nodes { at department purposeName fields } }
}`,
    },
    {
      title: { zh: '我的网格', en: 'My grid' },
      explanation: {
        zh: '网格员查看本网格的房屋与事件。',
        en: 'A grid worker looks at the houses and events of the own grid.',
      },
      persona: 'grid-worker',
      purpose: 'GRID_EVENT',
      query: `query MyGrid($code: String!) {
  gridAreas(first: 1, filter: { code: $code }) {
    nodes { gridName workers(first: 5) { nodes { workerName workerPhone } } gridEvents(first: 10) { nodes { number category state dueAt } } }
  }
}`,
      variables: { code: ids.grid },
    },
    {
      title: { zh: '房屋', en: 'One house' },
      explanation: { zh: '一处房屋的权属、租赁与十件事。', en: 'Titles, rentals and ten events of a house.' },
      persona: 'grid-worker',
      purpose: 'GRID_EVENT',
      query: `query House($id: ID!) {
  house(id: $id) { address grid { name } dwelling { use floorArea } titles(first: 3) { totalCount } events(first: 10) { nodes { number category state } } }
}`,
      variables: { id: ids.house },
    },
    {
      title: { zh: '救助核查', en: 'A relief case' },
      explanation: {
        zh: '网格员核查救助申请:参保、养老、房产与在享救助;健康档案不在授权之内。',
        en: 'A grid worker checks an application for relief: insurance, pension, homes, relief already paid; no health record.',
      },
      persona: 'grid-worker',
      purpose: 'SOCIAL_RELIEF',
      query: relief,
      variables: person,
    },
    {
      title: { zh: '一企一档', en: 'One firm over eight departments' },
      explanation: {
        zh: '同一家企业,八个部门各自的记录;有条件共享的部分说明缺哪项授权。',
        en: 'The same firm as eight departments know it; what is conditional says which right is missing.',
      },
      persona: 'grid-worker',
      purpose: 'SAFETY_INSPECTION',
      query: firm,
      variables: { id: ids.organisation },
    },
    {
      title: { zh: '共享目录', en: 'The sharing catalogue' },
      explanation: {
        zh: '有哪些数据项、级别、共享类型、时效和质量,谁可以申请。',
        en: 'What there is, its level, sharing, freshness and quality, and who may apply.',
      },
      persona: 'developer',
      purpose: null,
      query: `{
  catalogue(department: "health", first: 20) {
    totalCount
    nodes { coordinate meaningZh level sharing freshness quality { mapped empty remarked unlinked } applicants path }
  }
}`,
    },
    {
      title: { zh: '各镇街人数', en: 'Counts by town' },
      explanation: { zh: '小于五的数不显示。', en: 'Cells below five are not shown.' },
      persona: 'bi',
      purpose: 'ASSESSMENT',
      query: '{ counts(kind: Person, by: TOWN) { code name count reason } }',
    },
    {
      title: { zh: '数据质量', en: 'Data quality' },
      explanation: {
        zh: '本部门人员查看本部门数据的问题。',
        en: 'People of a department list what is wrong with its data.',
      },
      persona: 'developer',
      purpose: 'DATA_QUALITY',
      query:
        '{ housingDataIssues(record: "PropertyTitle", first: 10) { nodes { key field code meaning raw } endCursor } }',
    },
  ]
}

/** One command for the terminal: the person card as the mediator of the demo case. */
export function terminalExample(address: string, ids: DemoIds): string {
  const query =
    'query($id: ID!) { person(id: $id) { name idNumber household { members { nodes { name relationToHead } } } properties { nodes { certificate } } vehicles { nodes { plate } } } }'
  const body = JSON.stringify({ query, variables: { id: ids.person } })
  return [
    `curl -s ${address}/graphql -H 'content-type: application/json' \\`,
    '  -H "authorization: Bearer $(npm run --silent token -- mediator)" \\',
    `  -H 'x-purpose: MEDIATION' -H 'x-case: ${ids.caseNumber}' \\`,
    `  -d '${body}'`,
  ].join('\n')
}
