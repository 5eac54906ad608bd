/** The databases of four departments as their servers have them (docs/legacy-estate/): types, where the stand-in has text only. */
import type { Layout } from './load.ts'

/** Columns of one type, named on one line. */
const of = (type: string, names: string) => Object.fromEntries(names.split(' ').map((name) => [name, type]))

/** MySQL 5.6, three-byte utf8. */
export const publicityLayout: Layout = {
  charset: 'utf8 COLLATE utf8_general_ci',
  tables: {
    wm_hd: {
      columns: {
        hdbh: 'varchar(20)',
        ...of('varchar(200)', 'hdmc hdlx fqdw fqxydm csdm wgbm dd'),
        ...of('datetime', 'kssj jssj'),
        ...of('varchar(10)', 'zmrs jfbz zt'),
        gxsj: 'datetime',
        ...of('varchar(60)', 'lrr bz'),
      },
    },
    wm_sj: {
      columns: {
        sjbh: 'varchar(20)',
        ...of('varchar(200)', 'sjmc xydm sjlx dz lxdh dhsm jmrq zt'),
        gxsj: 'datetime',
        lrr: 'varchar(60)',
      },
    },
    wm_zyz: {
      columns: {
        zyzbh: 'varchar(20)',
        ...of('varchar(60)', 'xm xb zjlx zjhm sjh wgbm zcrq'),
        ljsc: 'decimal(8,2)',
        jfye: 'int',
        hyjg: 'char(1)',
        hysj: 'datetime',
        zt: 'char(1)',
        gxsj: 'datetime',
        ...of('varchar(60)', 'mm openid lrr'),
      },
    },
    wm_fw: {
      columns: {
        fwbh: 'varchar(20)',
        ...of('varchar(20)', 'hdbh zyzbh'),
        ...of('datetime', 'qdsj qtsj'),
        fwsc: 'decimal(6,2)',
        qrzt: 'char(1)',
        gxsj: 'datetime',
        lrr: 'varchar(60)',
      },
    },
    wm_jfls: {
      columns: {
        lsbh: 'bigint',
        zyzbh: 'varchar(20)',
        jflx: 'tinyint',
        ...of('int', 'jf ye'),
        ...of('varchar(20)', 'hdbh sjbh cxls'),
        fssj: 'datetime',
        zy: 'text',
        lrr: 'varchar(60)',
      },
    },
  },
}

/** PostgreSQL. */
export const supervisionLayout: Layout = {
  tables: {
    yj_qy: {
      columns: {
        qybh: 'varchar(20)',
        ...of('text', 'xydm qymc hydm dz'),
        ...of('numeric(10,6)', 'jd wd'),
        wgbm: 'varchar(15)',
        fxdj: 'char(1)',
        pgrq: 'date',
        ...of('text', 'aqy aqydh'),
        sfwhp: 'boolean',
        gxsj: 'timestamp',
        ...of('text', 'lrr bz'),
      },
    },
    yj_whp: {
      columns: {
        id: 'bigint',
        qybh: 'varchar(20)',
        ...of('text', 'whpmc cas'),
        cl: 'numeric(14,3)',
        dw: 'varchar(4)',
        zdcl: 'numeric(14,3)',
        pdrq: 'date',
        gxsj: 'timestamp',
        lrr: 'text',
      },
    },
    yj_yh: {
      columns: {
        yhbh: 'varchar(20)',
        qybh: 'varchar(20)',
        ...of('text', 'yhmc yhms'),
        ...of('char(1)', 'yhlb yhjb'),
        jcsj: 'timestamp',
        jcrbh: 'varchar(20)',
        zgqx: 'timestamp',
        zgzt: 'char(2)',
        wgbm: 'varchar(15)',
        gxsj: 'timestamp',
        ...of('text', 'lrr bz'),
      },
    },
  },
}

/** MySQL 8, utf8mb4: what stands behind the REST interface. */
export const approvalLayout: Layout = {
  charset: 'utf8mb4',
  tables: {
    SX: {
      columns: { sxbm: 'varchar(20)', ...of('varchar(200)', 'sxmc sxlx ssbm fdqx cnqx sfyx lrr') },
    },
    BJ: {
      columns: {
        bjbh: 'varchar(20)',
        ...of('varchar(120)', 'sxbm sqrlx sqrxm zjlx zjhm sqrxydm lxdh sqsj bjsj bjzt zzbh wgbm gxsj lrr'),
        bz: 'text',
      },
    },
    GD: {
      columns: {
        gdbh: 'varchar(20)',
        ...of('text', 'sqbt sqfl sqnr'),
        ...of('varchar(200)', 'ldhm ldrxm ldrzjhm sjdz dzbm wgbm gdzt cbdw cbrbh myd'),
        dfnr: 'text',
        ...of('varchar(30)', 'sdsj bjqx'),
        bbh: 'int',
        ...of('varchar(60)', 'gxsj lrr bz'),
      },
    },
  },
}

/** MySQL; the oldest of its tables is in gbk. */
export const healthLayout: Layout = {
  charset: 'utf8mb4',
  tables: {
    T_JG: {
      charset: 'gbk',
      columns: {
        JGBH: 'varchar(20)',
        ...of('varchar(120)', 'JGMC XYDM JGLX JGDJ XLRX RXHM DZ LXDH CSDM ZT GXSJ LRR BZ'),
      },
    },
    T_TD: {
      columns: { TDBH: 'varchar(20)', ...of('varchar(120)', 'TDMC JGBH DZXM DZDH WGBM CSDM QYRS ZT GXSJ LRR BZ') },
    },
    T_QY: {
      columns: {
        QYBH: 'varchar(20)',
        ...of('varchar(120)', 'JKDAH XM XB ZJHM LXDH TDBH QYZT RQFL QYRQ DQRQ GXSJ LRR LRSJ BZ'),
      },
    },
    T_JSZA: { columns: { DJBH: 'varchar(20)', ...of('varchar(60)', 'JKDAH XM ZJHM ZDDM WXDJ GLZT LRR') } },
    T_RX: { columns: { JLBH: 'varchar(20)', ...of('varchar(200)', 'JGBH LDSJ LDHM LDNR PGDJ CZJG LRR') } },
    T_RXTJ: { columns: { TJBH: 'varchar(20)', ...of('varchar(20)', 'JGBH TJYF LDS JJS YZBS LRR') } },
  },
}
