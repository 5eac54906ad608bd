/**
 * What happens in a city: for each theme the category that the hotline, the grid centre and the mediators file it under (codes of
 * docs/legacy-estate.md), a title, what people say, and what is answered. Disputes, which can be mediated, stand first.
 */
export interface Theme {
  readonly title: string
  readonly hotline: string
  readonly grid: string
  readonly dispute: string
  readonly text: string
  readonly office: string
}

const disputes: readonly Theme[] = [
  {
    title: '物业服务纠纷',
    hotline: '0301',
    grid: '0402',
    dispute: '07',
    text: '反映小区物业收费后电梯长期停运，双方多次争执。',
    office: 'housing',
  },
  {
    title: '邻里漏水纠纷',
    hotline: '0302',
    grid: '0401',
    dispute: '02',
    text: '楼上卫生间漏水，墙面泡坏，双方对赔偿数额不能达成一致。',
    office: 'housing',
  },
  {
    title: '宅基地边界纠纷',
    hotline: '0103',
    grid: '0401',
    dispute: '03',
    text: '两户对院墙位置有争议，一方已动工。',
    office: '综合行政执法局',
  },
  {
    title: '拖欠工资',
    hotline: '0601',
    grid: '0403',
    dispute: '06',
    text: '在工地干活三个月，工资至今没有结清。',
    office: '人社局',
  },
  {
    title: '消费退款纠纷',
    hotline: '0501',
    grid: '0402',
    dispute: '08',
    text: '商家停业，预付卡余额不退。',
    office: 'market-regulation',
  },
  {
    title: '噪声扰民',
    hotline: '0401',
    grid: '0401',
    dispute: '02',
    text: '楼下夜间加工，噪声影响休息，协商未果。',
    office: '生态环境局',
  },
  {
    title: '婚姻家庭矛盾',
    hotline: '0999',
    grid: '0401',
    dispute: '01',
    text: '老人赡养问题，兄弟之间意见不一。',
    office: 'justice',
  },
  {
    title: '土地承包纠纷',
    hotline: '0999',
    grid: '0401',
    dispute: '04',
    text: '承包地流转费用多年未付。',
    office: '农业农村局',
  },
]
const others: readonly Theme[] = [
  {
    title: '暴露垃圾',
    hotline: '0102',
    grid: '0101',
    dispute: '99',
    text: '路边垃圾堆放多日无人清理。',
    office: '综合行政执法局',
  },
  {
    title: '路灯不亮',
    hotline: '0201',
    grid: '0201',
    dispute: '99',
    text: '路灯连续一周不亮，老人出行不便。',
    office: '综合行政执法局',
  },
  {
    title: '井盖缺失',
    hotline: '0203',
    grid: '0202',
    dispute: '99',
    text: '井盖丢失，暂用树枝遮挡。',
    office: 'housing',
  },
  {
    title: '楼道堆物',
    hotline: '0999',
    grid: '0301',
    dispute: '99',
    text: '楼道堆放杂物，堵塞消防通道。',
    office: 'political-legal',
  },
  {
    title: '飞线充电',
    hotline: '0999',
    grid: '0302',
    dispute: '99',
    text: '电动车从窗口拉线充电。',
    office: 'political-legal',
  },
  {
    title: '房屋裂缝',
    hotline: '0302',
    grid: '0303',
    dispute: '99',
    text: '老房墙体出现裂缝，雨后加重。',
    office: 'housing',
  },
  {
    title: '走访慰问',
    hotline: '0901',
    grid: '0501',
    dispute: '99',
    text: '走访独居老人，了解生活情况。',
    office: 'political-legal',
  },
  {
    title: '社保政策咨询',
    hotline: '0701',
    grid: '0502',
    dispute: '99',
    text: '咨询灵活就业人员参保办法。',
    office: '人社局',
  },
  {
    title: '占道经营',
    hotline: '0101',
    grid: '0901',
    dispute: '99',
    text: '早市摊位占用机动车道。',
    office: '综合行政执法局',
  },
  { title: '道路破损', hotline: '0202', grid: '0102', dispute: '99', text: '路面坑洼积水。', office: 'housing' },
]

export const themes: { readonly disputes: number; readonly all: readonly Theme[] } = {
  disputes: disputes.length,
  all: [...disputes, ...others],
}

export function theme(nth: number): Theme {
  const found = themes.all[nth]
  if (found === undefined) throw new RangeError('no such theme')
  return found
}
