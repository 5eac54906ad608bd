/** What stands behind the court's platform, in an SQLite file; also what its stand-in server reads and writes. */
import { indexSql, tableSql, triggerSql } from '../write/sqlite-schema.ts'

/** Columns by table, the key first. */
export const courtColumns = {
  FY: 'fybm fymc fydz lxdh',
  WP: 'ajbs ajlb fybm ay sqrxm sqrzjlx sqrzjhm bsqrxm bsqrzjlx bsqrzjhm tjybh jfbh wpsj tjqx zt jgsm bbh gxsj lrr',
  QR: 'sqbh fybm jfbh xybh sxrq qrlx sqrxm sqrzjhm bsqrxm bsqrzjhm tyfw tjybh sqsj zt cdwsh cdrq bhly bbh gxsj lrr',
} as const

/** Columns that a page may be asked to be equal to. */
export const courtFilters = {
  FY: [],
  WP: ['tjybh', 'zt', 'jfbh'],
  QR: ['jfbh', 'tjybh', 'zt'],
} as const satisfies Record<keyof typeof courtColumns, readonly string[]>

/** Answers to pushes, by request number: the same number is carried out once. */
const requests =
  'CREATE TABLE REQUESTS (requestId TEXT PRIMARY KEY NOT NULL, content TEXT NOT NULL, answer TEXT NOT NULL);\n'

export const courtSchema = tableSql(courtColumns).replaceAll('bbh TEXT', 'bbh INTEGER NOT NULL DEFAULT 1') + requests
export const courtAfter = triggerSql(courtColumns) + indexSql(courtFilters)
