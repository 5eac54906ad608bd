/**
 * The grants of the demo: what each persona was approved for, as the big-data office of a city would have written it down. Level-2
 * facts of a case are plain by their coordinates, whatever identifies somebody is masked, and the rest is refused with its reason.
 * `unknownGrantFields` holds each name against the supergraph.
 */
import type { Grant, Role, RowScope } from './principal.ts'

/** Grants in force for a year from `now` (epoch ms), and one that has just expired, so that its refusal can be seen. */
export function demoGrants(now: number): Grant[] {
  const validFrom = now - 30 * DAY
  const inForce = { validFrom, validTo: now + 365 * DAY }
  return approvals.flatMap(({ id, role, purpose, legalBasis, rows, expired, open }) =>
    open.flatMap(({ department, plain, masked }) => {
      const common = {
        department,
        grantee: { role },
        purpose,
        legalBasis,
        rows,
        ...(expired === true ? { validFrom, validTo: now - DAY } : inForce),
        approver: '平度市大数据中心',
      }
      return [
        ...(plain ? [{ ...common, id: `${id}:${department}:plain`, fields: plain, effect: 'PLAIN' as const }] : []),
        ...(masked ? [{ ...common, id: `${id}:${department}:masked`, fields: masked, effect: 'MASKED' as const }] : []),
      ]
    }),
  )
}

// Private:

const DAY = 86_400_000

interface Approval {
  readonly id: string
  readonly role: Role
  readonly purpose: string
  readonly legalBasis: string
  readonly rows: RowScope
  readonly expired?: boolean
  readonly open: readonly {
    readonly department: string
    readonly plain?: readonly string[]
    readonly masked?: readonly string[]
  }[]
}

const on = (type: string, ...fields: readonly string[]) => fields.map((field) => `${type}.${field}`)

/** What a case worker needs of a hotline order: how far it is, not who called. */
const orderProgress = on(
  'HotlineOrder',
  'self',
  'number',
  'category',
  'gridCode',
  'state',
  'handlingUnit',
  'satisfaction',
  'receivedAt',
  'dueAt',
  'version',
)
const titleFacts = [
  'PropertyTitleConnection.totalCount',
  ...on('PropertyTitle', 'owner', 'dwellingNumber', 'state', 'ownerKind', 'registeredOn', 'dwelling'),
]
const eventProgress = on(
  'GridEvent',
  'self',
  'number',
  'title',
  'category',
  'categoryCode',
  'gridCode',
  'channel',
  'state',
  'handlingUnit',
  'reportedAt',
  'dueAt',
  'limit',
)
const residentFacts = on(
  'Resident',
  'self',
  'name',
  'sex',
  'relationToHead',
  'status',
  'dwelling',
  'residence',
  'household',
  'householdNumber',
)

const approvals: readonly Approval[] = [
  {
    id: 'mediation',
    role: 'mediator',
    purpose: 'MEDIATION',
    legalBasis: '《中华人民共和国人民调解法》第二十二条；《政务数据共享条例》第二十五条',
    rows: 'CASE',
    open: [
      {
        department: 'registry',
        plain: ['category:人口', 'category:事件', 'category:涉事人员'],
        masked: ['category:居住', 'category:房屋'],
      },
      {
        department: 'political-legal',
        plain: [
          ...eventProgress,
          'GridEventConnection.totalCount',
          'category:办理时限',
          'Person.gridEvents',
          'Event.gridEvent',
          'Grid.gridEvents',
        ],
        masked: ['category:网格事件'],
      },
      {
        department: 'public-security',
        plain: [
          'category:户籍信息',
          ...residentFacts,
          'Person.household',
          'Person.residenceAddress',
          'Person.resident',
        ],
        masked: ['category:人口信息', 'category:标准地址'],
      },
      {
        department: 'housing',
        plain: ['category:房屋信息', ...titleFacts, 'Person.properties', 'House.titles'],
        masked: ['category:房屋权属'],
      },
      {
        department: 'market-regulation',
        plain: [
          'Person.headedOrganisations',
          'OrganisationHeadConnection.totalCount',
          ...on('OrganisationHead', 'head', 'subjectNumber', 'since'),
        ],
        masked: ['category:负责人信息'],
      },
      {
        department: 'approval-service',
        plain: [...orderProgress, 'HotlineOrderConnection.totalCount', 'Person.hotlineOrders', 'Event.hotlineOrder'],
        masked: ['category:热线工单'],
      },
    ],
  },
  {
    // Approved for last year's campaign on rent disputes and not renewed.
    id: 'rent-disputes',
    role: 'mediator',
    purpose: 'MEDIATION',
    legalBasis: '《中华人民共和国人民调解法》第二十二条',
    rows: 'CASE',
    expired: true,
    open: [{ department: 'housing', plain: ['category:租赁备案'] }],
  },
  {
    id: 'grid-event',
    role: 'grid-worker',
    purpose: 'GRID_EVENT',
    legalBasis: '《城乡社区网格化服务管理规范》GB/T 34300-2017；《政务数据共享条例》第二十五条',
    rows: 'GRIDS',
    open: [
      {
        department: 'registry',
        plain: [
          'category:人口',
          'category:居住',
          'category:事件',
          'category:涉事人员',
          'category:房屋',
          'category:部件',
        ],
      },
      {
        department: 'public-security',
        plain: [
          ...residentFacts,
          'Person.resident',
          'Person.residenceAddress',
          'House.residentRecords',
          'ResidentConnection.totalCount',
          'category:标准地址',
        ],
        masked: ['category:人口信息'],
      },
      { department: 'housing', plain: ['category:房屋信息'] },
      {
        department: 'approval-service',
        plain: [...orderProgress, 'Event.hotlineOrder'],
        masked: ['category:热线工单'],
      },
    ],
  },
  {
    id: 'hotline',
    role: 'grid-worker',
    purpose: 'HOTLINE',
    legalBasis: '《青岛市政务服务热线条例》；《政务数据共享条例》第二十五条',
    rows: 'GRIDS',
    open: [
      { department: 'registry', plain: ['category:人口', 'category:事件', 'category:涉事人员', 'category:房屋'] },
      { department: 'approval-service', plain: ['category:热线工单'] },
    ],
  },
  {
    id: 'safety-inspection',
    role: 'grid-worker',
    purpose: 'SAFETY_INSPECTION',
    legalBasis: '《中华人民共和国安全生产法》第六十二条',
    rows: 'GRIDS',
    open: [
      { department: 'registry', plain: ['category:房屋', 'category:部件', 'category:事件'] },
      { department: 'housing', plain: ['category:房屋信息', 'category:危房鉴定'] },
      { department: 'market-regulation', plain: ['category:特种设备'] },
    ],
  },
  {
    id: 'social-relief',
    role: 'grid-worker',
    purpose: 'SOCIAL_RELIEF',
    legalBasis: '《社会救助暂行办法》第五十八条',
    rows: 'GRIDS',
    open: [
      { department: 'registry', plain: ['category:人口', 'category:居住'] },
      {
        department: 'public-security',
        plain: ['category:户籍信息', ...residentFacts, 'Person.household', 'Person.resident'],
        masked: ['category:人口信息'],
      },
      { department: 'housing', plain: [...titleFacts, 'Person.properties'], masked: ['category:房屋权属'] },
    ],
  },
  {
    // An officer compares sources: which values are there and of which date, masked.
    id: 'data-quality',
    role: 'data-officer',
    purpose: 'DATA_QUALITY',
    legalBasis: '《政务数据共享条例》第二十六条',
    rows: 'ALL',
    open: [
      {
        department: 'registry',
        plain: ['category:房屋', 'category:事件', 'category:部件'],
        masked: ['category:人口', 'category:居住', 'category:涉事人员'],
      },
      {
        department: 'political-legal',
        plain: ['category:房屋台账', 'category:办理时限'],
        masked: ['category:网格事件'],
      },
      { department: 'public-security', masked: ['category:人口信息', 'category:户籍信息', 'category:视频点位'] },
      { department: 'housing', plain: ['category:房屋信息'], masked: ['category:房屋权属', 'category:租赁备案'] },
      { department: 'market-regulation', masked: ['category:负责人信息', 'category:特种设备'] },
      { department: 'justice', masked: ['category:纠纷信息'] },
    ],
  },
  {
    // A developer reads the own department's records; of the hub's, as much as joining them takes.
    id: 'development',
    role: 'developer',
    purpose: 'DATA_QUALITY',
    legalBasis: '《政务数据共享条例》第二十六条',
    rows: 'ALL',
    open: [
      { department: 'registry', plain: ['category:房屋', 'category:事件', 'category:部件'], masked: ['category:人口'] },
    ],
  },
  {
    id: 'assessment',
    role: 'bi',
    purpose: 'ASSESSMENT',
    legalBasis: '《城乡社区网格化服务管理规范》GB/T 34300-2017',
    rows: 'NONE',
    open: [{ department: 'registry', plain: ['category:统计'] }],
  },
  {
    id: 'assessment-officer',
    role: 'data-officer',
    purpose: 'ASSESSMENT',
    legalBasis: '《城乡社区网格化服务管理规范》GB/T 34300-2017',
    rows: 'NONE',
    open: [{ department: 'registry', plain: ['category:统计'] }],
  },
]
