/** What data officers, developers and report tools were approved for: comparing sources, building, counting. */
import type { Approval } from './approval.ts'

export const officeApprovals: readonly Approval[] = [
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
        plain: ['category:房屋', 'category:事件', 'category:部件', 'category:个人信息权利'],
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
      {
        department: 'human-resources',
        plain: ['category:参保单位'],
        masked: [
          'category:社会保险',
          'category:就业失业登记',
          'category:养老待遇',
          'category:职业技能',
          'category:劳动仲裁',
          'category:欠薪线索',
        ],
      },
      { department: 'party-organisation', plain: ['category:党组织信息'] },
      { department: 'education', plain: ['category:学校信息', 'category:校园安全'] },
      {
        department: 'health',
        plain: ['category:家庭医生团队', 'category:心理热线统计'],
        masked: ['category:居民健康档案', 'category:家庭医生签约', 'category:出生医学证明'],
      },
      { department: 'civil-affairs', masked: ['category:婚姻登记', 'category:社会救助', 'category:死亡信息'] },
      { department: 'medical-insurance', masked: ['category:医疗保险参保'] },
      { department: 'veterans', masked: ['category:退役军人信息'] },
      { department: 'publicity', masked: ['category:志愿者', 'category:志愿积分'] },
      { department: 'petitions', plain: ['category:信访件'] },
      {
        department: 'environment',
        plain: ['category:污染源监测', 'category:环境风险源'],
        masked: ['category:环境投诉'],
      },
      {
        department: 'emergency',
        plain: ['category:安全隐患', 'category:安全生产监管', 'category:应急物资'],
      },
      {
        department: 'urban-management',
        plain: ['category:城管案件', 'category:部件权属'],
        masked: ['category:行政处罚'],
      },
      {
        department: 'natural-resources',
        plain: ['category:不动产单元', 'category:宗地', 'category:林地'],
        masked: ['category:不动产权利'],
      },
      {
        department: 'agriculture',
        masked: ['category:农村土地承包', 'category:宅基地', 'category:防返贫监测', 'category:农机监理'],
      },
    ],
  },
  {
    id: 'assessment-officer',
    role: 'data-officer',
    purpose: 'ASSESSMENT',
    legalBasis: '《城乡社区网格化服务管理规范》GB/T 34300-2017',
    rows: 'NONE',
    open: [{ department: 'registry', plain: ['category:统计'] }],
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
    id: 'audit-review',
    role: 'auditor',
    purpose: 'AUDIT_REVIEW',
    legalBasis: '《个人信息保护法》第五十四条',
    rows: 'NONE',
    open: [{ department: 'registry', plain: ['category:访问记录'] }],
  },
  {
    id: 'assessment',
    role: 'bi',
    purpose: 'ASSESSMENT',
    legalBasis: '《城乡社区网格化服务管理规范》GB/T 34300-2017',
    rows: 'NONE',
    open: [{ department: 'registry', plain: ['category:统计'] }],
  },
]
