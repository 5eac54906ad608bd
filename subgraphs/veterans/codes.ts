/** What the words of the veterans' roster mean (docs/legacy-estate/veterans.md). */
import { codeList } from '../../schema/code-list.ts'
import { Sex } from '../../schema/codes/sex.ts'

export const SexInWords = codeList(
  Sex.name,
  Sex.description,
  { 男: 'MALE', 女: 'FEMALE', 未知: 'UNKNOWN', 未说明: 'NOT_STATED' },
  Sex.meanings,
)

export const PreferentialKind = codeList(
  'PreferentialKind',
  'Why somebody is given preferential treatment (优抚类别).',
  {
    残疾军人: 'DISABLED_SOLDIER',
    烈士遗属: 'FAMILY_OF_MARTYR',
    因公牺牲军人遗属: 'FAMILY_OF_SOLDIER_KILLED_ON_DUTY',
    病故军人遗属: 'FAMILY_OF_SOLDIER_DIED_OF_ILLNESS',
    在乡复员军人: 'DEMOBILISED_SOLDIER',
    带病回乡退役军人: 'VETERAN_RETURNED_ILL',
    参战退役人员: 'WAR_VETERAN',
    '60周岁以上农村籍退役士兵': 'RURAL_VETERAN_OVER_60',
    无: 'NONE',
  },
  {
    DISABLED_SOLDIER: '残疾军人',
    FAMILY_OF_MARTYR: '烈士遗属',
    FAMILY_OF_SOLDIER_KILLED_ON_DUTY: '因公牺牲军人遗属',
    FAMILY_OF_SOLDIER_DIED_OF_ILLNESS: '病故军人遗属',
    DEMOBILISED_SOLDIER: '在乡复员军人',
    VETERAN_RETURNED_ILL: '带病回乡退役军人',
    WAR_VETERAN: '参战退役人员',
    RURAL_VETERAN_OVER_60: '60周岁以上农村籍退役士兵',
    NONE: '无',
  },
)

export const StationLevel = codeList(
  'StationLevel',
  'What a veterans’ service station serves (服务站级别).',
  { 市级: 'CITY', 镇街: 'TOWN', 村居: 'VILLAGE' },
  { CITY: '市级', TOWN: '镇街', VILLAGE: '村居' },
)
