/** What the codes of the health bureau's database and of the hospitals' messages mean (docs/legacy-estate/health.md). */
import { codeList } from '../../schema/code-list.ts'

export const HealthInstitutionKind = codeList(
  'HealthInstitutionKind',
  'Kind of a health institution (机构类型).',
  {
    A: 'HOSPITAL',
    B: 'COMMUNITY_CENTRE',
    C: 'TOWN_HEALTH_CENTRE',
    D: 'VILLAGE_CLINIC',
    E: 'CLINIC',
    F: 'PUBLIC_HEALTH_UNIT',
  },
  {
    HOSPITAL: '医院',
    COMMUNITY_CENTRE: '社区卫生服务中心 (站)',
    TOWN_HEALTH_CENTRE: '卫生院',
    VILLAGE_CLINIC: '村卫生室',
    CLINIC: '诊所',
    PUBLIC_HEALTH_UNIT: '专业公共卫生机构',
  },
)

export const HospitalGrade = codeList(
  'HospitalGrade',
  'Grade of a health institution; the third is the highest (机构等级).',
  { '1': 'FIRST', '2': 'SECOND', '3': 'THIRD' },
  { FIRST: '一级', SECOND: '二级', THIRD: '三级' },
)

export const ContractState = codeList(
  'FamilyDoctorContractState',
  'How a contract with a family doctor stands (签约状态).',
  { '1': 'SIGNED', '2': 'RENEWED', '3': 'EXPIRED', '4': 'TERMINATED' },
  { SIGNED: '已签约', RENEWED: '已续签', EXPIRED: '已到期', TERMINATED: '已解约' },
)

export const ContractGroup = codeList(
  'FamilyDoctorContractGroup',
  'Group for which the services of the contract are meant (签约人群).',
  {
    '01': 'GENERAL',
    '02': 'ELDERLY',
    '03': 'CHILDREN',
    '04': 'MATERNITY',
    '05': 'HYPERTENSION',
    '06': 'DIABETES',
    '09': 'OTHER',
  },
  {
    GENERAL: '一般人群',
    ELDERLY: '65岁及以上老年人',
    CHILDREN: '儿童',
    MATERNITY: '孕产妇',
    HYPERTENSION: '高血压',
    DIABETES: '糖尿病',
    OTHER: '其他',
  },
)

export const Vaccine = codeList(
  'Vaccine',
  'Vaccine, code of the immunisation programme (疫苗).',
  {
    '0101': 'BCG',
    '0201': 'HEPATITIS_B',
    '0301': 'POLIO',
    '0401': 'DTP',
    '0601': 'MMR',
    '1601': 'JAPANESE_ENCEPHALITIS',
    '1701': 'MENINGOCOCCAL_A',
    '1901': 'HEPATITIS_A',
    '2101': 'INFLUENZA',
    '2501': 'PNEUMOCOCCAL',
    '5601': 'COVID_19',
  },
  {
    BCG: '卡介苗',
    HEPATITIS_B: '乙肝疫苗',
    POLIO: '脊灰疫苗',
    DTP: '百白破疫苗',
    MMR: '麻腮风疫苗',
    JAPANESE_ENCEPHALITIS: '乙脑疫苗',
    MENINGOCOCCAL_A: 'A群流脑疫苗',
    HEPATITIS_A: '甲肝疫苗',
    INFLUENZA: '流感疫苗',
    PNEUMOCOCCAL: '肺炎疫苗',
    COVID_19: '新冠疫苗',
  },
)

export const VaccinationSite = codeList(
  'VaccinationSite',
  'Where a vaccine was given, HL7 table 0163 (接种部位).',
  { LA: 'LEFT_ARM', RA: 'RIGHT_ARM', LT: 'LEFT_THIGH', RT: 'RIGHT_THIGH', PO: 'ORAL' },
  { LEFT_ARM: '左上臂', RIGHT_ARM: '右上臂', LEFT_THIGH: '左大腿', RIGHT_THIGH: '右大腿', ORAL: '口服' },
)

export const VaccinationState = codeList(
  'VaccinationState',
  'Whether a vaccination was carried out, HL7 table 0322 (完成状态).',
  { CP: 'COMPLETE', PA: 'PARTIAL', RE: 'REFUSED', NA: 'NOT_GIVEN' },
  { COMPLETE: '完成', PARTIAL: '部分接种', REFUSED: '拒绝', NOT_GIVEN: '未接种' },
)

export const BirthCertificateState = codeList(
  'BirthCertificateState',
  'How a birth certificate was issued (签发类型).',
  { '1': 'FIRST_ISSUE', '2': 'EXCHANGED', '3': 'REISSUED', '9': 'VOID' },
  { FIRST_ISSUE: '首次签发', EXCHANGED: '换发', REISSUED: '补发', VOID: '作废' },
)

export const DisorderState = codeList(
  'MentalDisorderManagementState',
  'Whether a patient is looked after (管理状态).',
  { '1': 'MANAGED', '2': 'LOST', '3': 'ENDED' },
  { MANAGED: '在管', LOST: '失访', ENDED: '终止' },
)

export const CrisisGrade = codeList(
  'CrisisGrade',
  'How grave a call was found (评估等级).',
  { '1': 'LOW', '2': 'MIDDLE', '3': 'HIGH', '4': 'IMMINENT' },
  { LOW: '低', MIDDLE: '中', HIGH: '高', IMMINENT: '紧急' },
)

export const CallResult = codeList(
  'HotlineCallResult',
  'What was done about a call (处置结果).',
  { '1': 'COUNSELLED', '2': 'REFERRED', '3': 'EMERGENCY' },
  { COUNSELLED: '疏导', REFERRED: '转介', EMERGENCY: '紧急处置' },
)
