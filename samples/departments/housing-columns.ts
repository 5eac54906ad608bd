/** The columns of the five housing tables, from docs/legacy-estate.md: C text, N number with decimals, D day, M memo. */
export const housingColumns = {
  FW: {
    FWBM: 'C20', LDBM: 'C16', LDMC: 'C40', DYH: 'C8', FH: 'C10', XQBH: 'C12', XQMC: 'C40', JZMJ: 'N12.2', MJDW: 'C1', YT: 'C2', WFDJ: 'C1',
    DZBM: 'C20', FWZL: 'C100', JGRQ: 'D', WXZJYE: 'N14.0', GXSJ: 'C19', LRR: 'C12', LRSJ: 'C19', BZ: 'C40',
  },
  CQ: {
    CQBH: 'C16', CQZH: 'C50', FWBM: 'C20', QSZT: 'C1', QLRLX: 'C1', QLR: 'C60', ZJLX: 'C2', QLRZJH: 'C20', QLRXYM: 'C18', GYFE: 'C20',
    CJJ: 'N12.4', DJRQ: 'C10', FJ: 'M', GXSJ: 'C19', LRR: 'C12', LRSJ: 'C19',
  },
  ZL: {
    ZLBH: 'C16', FWBM: 'C20', FDXM: 'C60', FDZJH: 'C20', ZKXM: 'C60', ZKZJH: 'C20', ZKDH: 'C20', QZRQ: 'C10', ZZRQ: 'C10', YZJ: 'N10.2',
    BAZT: 'C1', GXSJ: 'C19', LRR: 'C12', LRSJ: 'C19', BZ: 'M',
  },
  WY: {
    XQBH: 'C12', XQMC: 'C40', WYXYM: 'C18', WYMC: 'C60', FWDH: 'C20', HTQ: 'D', HTZ: 'D', HS: 'N6.0', CSDM: 'C12', LRR: 'C12', BZ: 'C40',
  },
  WF: {
    WFBH: 'C16', FWBM: 'C20', JDDJ: 'C1', JDRQ: 'D', JDJG: 'C60', CZCS: 'M', CZZT: 'C1', LRR: 'C12', LRSJ: 'C19',
  },
} as const
