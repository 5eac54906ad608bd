/** GB/T 2261.1-2003, with the forms that systems without the standard write. */
import { codeList } from '../code-list.ts'

export const Sex = codeList(
  'Sex',
  'Sex as registered, GB/T 2261.1 (性别).',
  {
    '0': 'UNKNOWN',
    '1': 'MALE',
    '2': 'FEMALE',
    '9': 'NOT_STATED',
    M: 'MALE',
    F: 'FEMALE',
    m: 'MALE',
    f: 'FEMALE',
    U: 'UNKNOWN',
    男: 'MALE',
    女: 'FEMALE',
    男性: 'MALE',
    女性: 'FEMALE',
    未知: 'UNKNOWN',
    未说明: 'NOT_STATED',
  },
  { MALE: '男', FEMALE: '女', UNKNOWN: '未知', NOT_STATED: '未说明' },
)
