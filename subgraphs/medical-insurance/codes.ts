/** What the codes of the national medical insurance platform mean (docs/legacy-estate/medical-insurance.md). */
import { codeList } from '../../schema/code-list.ts'

export const DesignatedKind = codeList(
  'DesignatedKind',
  'Kind of institution that medical insurance pays at (定点机构类别).',
  { '1': 'MEDICAL_INSTITUTION', '2': 'PHARMACY' },
  { MEDICAL_INSTITUTION: '定点医疗机构', PHARMACY: '定点零售药店' },
)

export const HospitalGrade = codeList(
  'DesignatedHospitalGrade',
  'Grade of a designated medical institution (医疗机构等级).',
  { '1': 'FIRST', '2': 'SECOND', '3': 'THIRD', '9': 'UNGRADED' },
  { FIRST: '一级', SECOND: '二级', THIRD: '三级', UNGRADED: '未定级' },
)

export const DesignationState = codeList(
  'DesignationState',
  'Whether medical insurance pays there now (定点状态).',
  { '1': 'IN_FORCE', '2': 'SUSPENDED', '3': 'ENDED' },
  { IN_FORCE: '有效', SUSPENDED: '中止', ENDED: '解除' },
)

export const MedicalInsuranceType = codeList(
  'MedicalInsuranceType',
  'Kind of medical insurance (参保险种).',
  { '310': 'EMPLOYEES', '390': 'RESIDENTS', '410': 'LONG_TERM_CARE', '510': 'MATERNITY' },
  {
    EMPLOYEES: '职工基本医疗保险',
    RESIDENTS: '城乡居民基本医疗保险',
    LONG_TERM_CARE: '长期照护保险',
    MATERNITY: '生育保险',
  },
)

export const MedicalInsuranceState = codeList(
  'MedicalInsuranceState',
  'Whether a person is insured (参保状态).',
  { '1': 'INSURED', '2': 'SUSPENDED', '4': 'ENDED' },
  { INSURED: '正常参保', SUSPENDED: '暂停参保', ENDED: '终止参保' },
)
