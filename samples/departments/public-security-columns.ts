/** The columns of the five police files with their widths in bytes, from docs/legacy-estate.md. */
import type { FixedColumns } from '../write/fixed-width.ts'

export const policeColumns = {
  RK: [
    ['RYBH', 12], ['XM', 40], ['CYM', 40], ['XB', 1], ['MZ', 2], ['CSRQ', 8], ['ZJLX', 2], ['ZJHM', 20], ['HH', 12], ['YHZGX', 2],
    ['HJDZ', 120], ['DZBM', 20], ['WHCD', 2], ['HYZK', 2], ['LXDH', 20], ['RYZT', 1], ['SAXX', 2], ['GXSJ', 14], ['LRR', 12], ['BZ', 40],
  ],
  HK: [
    ['HH', 12], ['HZBH', 12], ['HZXM', 40], ['DZBM', 20], ['HLX', 1], ['HRS', 3], ['GXSJ', 14], ['LRR', 12], ['BZ', 40],
  ],
  DZ: [
    ['DZBM', 20], ['CSDM', 12], ['XZMC', 40], ['CJMC', 60], ['JLX', 60], ['MPH', 20], ['XQMC', 60], ['LDH', 12], ['DYH', 8], ['CH', 4],
    ['SH', 10], ['DZQC', 160], ['JD', 12], ['WD', 12], ['DZZT', 1], ['GXSJ', 14], ['LRR', 12],
  ],
  SXT: [
    ['SXTBM', 20], ['SXTMC', 60], ['DWLX', 1], ['CSDM', 12], ['AZDZ', 120], ['JD', 12], ['WD', 12], ['SXTZT', 1], ['GXSJ', 14], ['BZ', 30],
  ],
  CL: [
    ['CLBH', 12], ['HPHM', 12], ['HPZL', 2], ['SYR', 60], ['SYRZJLX', 2], ['SYRZJHM', 20], ['CLPP', 30], ['CSYS', 1], ['DJRQ', 8],
    ['CLZT', 1], ['GXSJ', 14], ['LRR', 12],
  ],
} as const satisfies Record<string, FixedColumns>
