/** What mediators were approved for. Facts of a case are plain by their coordinates; whatever identifies somebody is masked. */
import { eventProgress, on, orderProgress, residentFacts, titleFacts, writing, type Approval } from './approval.ts'

const entrustments = [
  ...on(
    'CourtEntrustment',
    'self',
    'dispute',
    'applicant',
    'respondent',
    'number',
    'kind',
    'courtCode',
    'cause',
    'applicantName',
    'applicantDocumentKind',
    'respondentName',
    'respondentDocumentKind',
    'mediatorNumber',
    'caseNumber',
    'entrustedAt',
    'mediateBy',
    'state',
    'outcome',
    'version',
    'court',
  ),
  'CourtEntrustmentConnection.*',
  'CourtEntrustmentEdge.*',
  'CourtEntrustmentFilter.*',
  ...on('Query', 'courtEntrustments', 'courtEntrustment'),
  ...writing('advanceCourtEntrustment', 'outcome'),
]

const confirmations = [
  ...on(
    'JudicialConfirmation',
    'dispute',
    'firstApplicant',
    'secondApplicant',
    'number',
    'courtCode',
    'caseNumber',
    'agreementNumber',
    'effectiveOn',
    'subject',
    'firstName',
    'secondName',
    'consent',
    'mediatorNumber',
    'appliedAt',
    'state',
    'rulingNumber',
    'ruledOn',
    'reason',
    'version',
    'court',
  ),
  'JudicialConfirmationConnection.*',
  'JudicialConfirmationEdge.*',
  'JudicialConfirmationFilter.*',
  ...on('Query', 'judicialConfirmations', 'judicialConfirmation'),
  ...writing('applyForJudicialConfirmation', 'input'),
  ...writing('withdrawJudicialConfirmation'),
]

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
        // That a party lives somewhere is told, the address of the house itself only masked.
        plain: ['category:人口', 'category:事件', 'category:涉事人员', 'Person.residence'],
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
          'House.residentRecords',
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
        // Cases that the court sent to this mediator, and what the parties ask it to confirm: the mediator writes them. The numbers
        // of the parties' documents are masked there as they are at the person.
        department: 'court',
        plain: [
          ...entrustments,
          ...confirmations,
          ...on('Person', 'courtEntrustments', 'courtEntrustmentsAgainst', 'judicialConfirmations'),
          ...on('Event', 'courtEntrustment', 'entrustedBy', 'judicialConfirmation'),
        ],
        masked: ['category:法院委派案件', 'category:司法确认'],
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
    open: [
      {
        department: 'housing',
        plain: [
          'Person.rentals',
          'RentalRegistrationConnection.totalCount',
          ...on(
            'RentalRegistration',
            'tenant',
            'lessor',
            'dwellingNumber',
            'dwelling',
            'from',
            'to',
            'monthlyRent',
            'state',
          ),
        ],
      },
    ],
  },
]
