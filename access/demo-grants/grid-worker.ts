/** What grid workers were approved for, in their own grids, purpose by purpose. */
import { on, orderProgress, residentFacts, titleFacts, type Approval } from './approval.ts'

export const gridWorkerApprovals: readonly Approval[] = [
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
      {
        department: 'human-resources',
        plain: [
          'Organisation.wageArrearsLeads',
          'Event.wageArrearsLead',
          'WageArrearsLeadConnection.totalCount',
          ...on(
            'WageArrearsLead',
            'self',
            'unit',
            'number',
            'source',
            'trade',
            'creditCode',
            'unitName',
            'personCount',
            'amount',
            'gridCode',
            'reportedAt',
            'dueOn',
            'state',
            'employer',
          ),
        ],
        masked: ['category:欠薪线索'],
      },
      { department: 'urban-management', plain: ['category:城管案件', 'category:部件权属'] },
      { department: 'emergency', plain: ['category:安全隐患'] },
      { department: 'environment', plain: ['category:环境投诉', 'category:环境风险源'] },
      { department: 'health', plain: ['category:家庭医生团队'] },
      { department: 'natural-resources', plain: ['category:不动产单元', 'category:宗地', 'category:林地'] },
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
      {
        department: 'emergency',
        plain: ['category:安全隐患', 'category:安全生产监管', 'category:应急物资', 'category:危险化学品'],
      },
      { department: 'education', plain: ['category:学校信息', 'category:校园安全'] },
      { department: 'environment', plain: ['category:环境风险源', 'category:污染源监测'] },
      { department: 'urban-management', plain: ['category:部件权属'] },
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
      {
        // What is paid already and since when; the number of whom it is paid to stays masked, as it is at the person.
        department: 'civil-affairs',
        plain: [
          'Person.benefits',
          'SocialAssistanceConnection.totalCount',
          ...on('SocialAssistance', 'person', 'kind', 'state', 'from', 'to'),
        ],
        masked: ['category:社会救助', 'category:婚姻登记', 'category:死亡信息'],
      },
      {
        department: 'human-resources',
        plain: [
          'Person.socialInsurance',
          ...on('InsuredPerson', 'self', 'scheme', 'state', 'employer'),
          'Person.pensions',
          ...on('Pension', 'recipient', 'kind', 'state', 'since'),
        ],
        masked: ['category:社会保险', 'category:养老待遇', 'category:养老金额', 'category:就业失业登记'],
      },
      {
        // Whether the person is insured, and whether relief pays for it.
        department: 'medical-insurance',
        plain: [
          'Person.medicalInsurance',
          'MedicalInsuredPersonConnection.totalCount',
          'MedicalInsuredPerson.insurances',
          'MedicalInsuranceConnection.totalCount',
          ...on('MedicalInsurance', 'type', 'state', 'subsidised'),
        ],
        masked: ['category:医疗保险参保'],
      },
      { department: 'veterans', masked: ['category:退役军人信息', 'category:优抚信息'] },
      {
        department: 'agriculture',
        plain: [
          'Person.povertyMonitoring',
          'PovertyMonitoringConnection.totalCount',
          ...on('PovertyMonitoring', 'head', 'kind', 'risk', 'since', 'state'),
        ],
        masked: ['category:防返贫监测', 'category:农村土地承包'],
      },
    ],
  },
  {
    id: 'party-building',
    role: 'grid-worker',
    purpose: 'PARTY_BUILDING',
    legalBasis: '《中国共产党基层组织工作条例》；党组织与大数据中心的共享协议',
    rows: 'GRIDS',
    open: [
      { department: 'registry', plain: ['category:人口', 'category:居住'] },
      {
        department: 'party-organisation',
        plain: [
          'category:党组织信息',
          'Grid.partyOrganisations',
          'Person.partyMembership',
          ...on('PartyMember', 'member', 'kind', 'joinedOn', 'branch', 'branchCode', 'floating'),
        ],
        masked: ['category:党员信息'],
      },
    ],
  },
  {
    id: 'volunteer-points',
    role: 'grid-worker',
    purpose: 'VOLUNTEER_POINTS',
    legalBasis: '《志愿服务条例》第二十一条；宣传部与大数据中心的共享协议',
    rows: 'GRIDS',
    open: [
      { department: 'registry', plain: ['category:人口'] },
      { department: 'publicity', plain: ['category:志愿积分'], masked: ['category:志愿者'] },
    ],
  },
]
