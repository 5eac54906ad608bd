/** Major classes of urban components, GB/T 30428.2-2013: digits 7 and 8 of the 16-digit component code. */
import { codeList } from '../code-list.ts'

export const ComponentMajor = codeList(
  'ComponentMajor',
  'Major class of an urban component, GB/T 30428.2 (部件大类).',
  {
    '01': 'PUBLIC_UTILITIES',
    '02': 'TRAFFIC',
    '03': 'CITY_APPEARANCE',
    '04': 'GREENERY',
    '05': 'OTHER',
  },
  {
    PUBLIC_UTILITIES: '公用设施',
    TRAFFIC: '交通设施',
    CITY_APPEARANCE: '市容环境',
    GREENERY: '园林绿化',
    OTHER: '其他部件',
  },
)
