/** GB/T 2261.2-2003; many systems write the first digit only. */
import { codeList } from '../code-list.ts'

export const MaritalStatus = codeList(
  'MaritalStatus',
  'Marital status, GB/T 2261.2 (婚姻状况).',
  {
    '1': 'UNMARRIED',
    '2': 'MARRIED',
    '3': 'WIDOWED',
    '4': 'DIVORCED',
    '9': 'NOT_STATED',
    '10': 'UNMARRIED',
    '20': 'MARRIED',
    '21': 'FIRST_MARRIAGE',
    '22': 'REMARRIED',
    '23': 'MARRIAGE_RESUMED',
    '30': 'WIDOWED',
    '40': 'DIVORCED',
    '90': 'NOT_STATED',
  },
  {
    UNMARRIED: '未婚',
    MARRIED: '已婚',
    FIRST_MARRIAGE: '初婚',
    REMARRIED: '再婚',
    MARRIAGE_RESUMED: '复婚',
    WIDOWED: '丧偶',
    DIVORCED: '离婚',
    NOT_STATED: '未说明',
  },
)
