/** GB/T 4658-2006; the finer codes of a class (graduated, left early) are brought to the class. */
import { codeList } from '../code-list.ts'

export const Education = codeList(
  'Education',
  'Highest education, GB/T 4658 (文化程度).',
  {
    '10': 'POSTGRADUATE',
    '11': 'DOCTORATE',
    '14': 'MASTER',
    '20': 'UNDERGRADUATE',
    '21': 'UNDERGRADUATE',
    '30': 'JUNIOR_COLLEGE',
    '31': 'JUNIOR_COLLEGE',
    '40': 'VOCATIONAL',
    '41': 'VOCATIONAL',
    '44': 'VOCATIONAL',
    '47': 'VOCATIONAL',
    '60': 'SENIOR_HIGH',
    '61': 'SENIOR_HIGH',
    '70': 'JUNIOR_HIGH',
    '71': 'JUNIOR_HIGH',
    '80': 'PRIMARY',
    '81': 'PRIMARY',
    '90': 'OTHER',
  },
  {
    POSTGRADUATE: '研究生',
    DOCTORATE: '博士',
    MASTER: '硕士',
    UNDERGRADUATE: '大学本科',
    JUNIOR_COLLEGE: '大学专科',
    VOCATIONAL: '中等职业教育',
    SENIOR_HIGH: '普通高中',
    JUNIOR_HIGH: '初中',
    PRIMARY: '小学',
    OTHER: '其他',
  },
)
