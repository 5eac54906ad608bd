/** What mediators were approved for. Facts of a case are plain by their coordinates; whatever identifies somebody is masked. */
import { eventProgress, on, orderProgress, residentFacts, titleFacts, type Approval } from './approval.ts'

export const mediatorApprovals: readonly Approval[] = [
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
      {
        // Cases that the court sent to this mediator, and what the parties ask it to confirm: the mediator writes them.
        department: 'court',
        plain: ['category:法院委派案件', 'category:司法确认'],
      },
      {
        department: 'human-resources',
        plain: [
          'category:参保单位',
          'Person.labourArbitrations',
          'LabourArbitrationConnection.totalCount',
          ...on('LabourArbitration', 'self', 'cause', 'acceptedOn', 'dueOn', 'state', 'unitName'),
          'Person.employments',
          ...on('EmploymentRecord', 'worker', 'kind', 'from', 'to', 'occupation', 'employer', 'employerNumber'),
        ],
        masked: ['category:劳动仲裁', 'category:就业失业登记'],
      },
      {
        // Disputes on plots and houses: what is registered, not what is mortgaged.
        department: 'natural-resources',
        plain: ['category:不动产单元', 'category:宗地'],
        masked: ['category:不动产权利'],
      },
      {
        department: 'agriculture',
        plain: [
          'Person.landContracts',
          'LandContractConnection.totalCount',
          ...on(
            'LandContract',
            'contractor',
            'number',
            'villageCode',
            'kind',
            'memberCount',
            'contractedMu',
            'from',
            'to',
            'plots',
          ),
          'Person.contractedPlots',
        ],
        masked: ['category:农村土地承包', 'category:宅基地'],
      },
      { department: 'civil-affairs', masked: ['category:婚姻登记'] },
      { department: 'health', plain: ['category:家庭医生团队'] },
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
]
