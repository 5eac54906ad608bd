/** The matters that one can apply for at the approval service, with the time that the law gives and the time that is promised. */
export interface Matter {
  readonly name: string
  readonly kind: 'XK' | 'QR' | 'GG' | 'QT'
  readonly office: string
  readonly legal: number
  readonly promised: number
  readonly forUnits: boolean
}

const matter = (
  name: string,
  kind: Matter['kind'],
  office: string,
  legal: number,
  promised: number,
  forUnits = false,
): Matter => ({
  name,
  kind,
  office,
  legal,
  promised,
  forUnits,
})

export const matters: readonly Matter[] = [
  matter('食品经营许可', 'XK', '行政审批服务局', 20, 5, true),
  matter('公共场所卫生许可', 'XK', '行政审批服务局', 20, 5, true),
  matter('药品经营许可（零售）', 'XK', '行政审批服务局', 20, 10, true),
  matter('建筑工程施工许可', 'XK', '行政审批服务局', 7, 3, true),
  matter('户外广告设置审批', 'XK', '综合行政执法局', 20, 5, true),
  matter('临时占用城市道路审批', 'XK', '综合行政执法局', 20, 3, true),
  matter('道路运输经营许可', 'XK', '交通运输局', 20, 5, true),
  matter('个体工商户注册登记', 'XK', '行政审批服务局', 3, 1, true),
  matter('企业设立登记', 'XK', '行政审批服务局', 15, 1, true),
  matter('民办学校设立', 'XK', '教育和体育局', 60, 30, true),
  matter('老年人优待证办理', 'QR', '民政局', 20, 5),
  matter('残疾人证办理', 'QR', '残疾人联合会', 30, 15),
  matter('最低生活保障金给付', 'QR', '民政局', 30, 20),
  matter('城乡居民基本养老保险参保登记', 'GG', '人力资源和社会保障局', 10, 1),
  matter('灵活就业人员参保登记', 'GG', '人力资源和社会保障局', 10, 1),
  matter('失业登记', 'GG', '人力资源和社会保障局', 10, 1),
  matter('基本医疗保险异地就医备案', 'GG', '医疗保障局', 5, 1),
  matter('生育登记服务', 'GG', '卫生健康局', 5, 1),
  matter('住房公积金提取', 'GG', '住房公积金管理处', 3, 1),
  matter('公共租赁住房申请', 'QR', '住房和城乡建设局', 60, 30),
  matter('农村宅基地申请', 'QR', '农业农村局', 60, 30),
  matter('不动产登记信息查询', 'GG', '自然资源和规划局', 1, 1),
  matter('居住证申领', 'QR', '公安局', 15, 7),
  matter('机动车检验合格标志申领', 'QR', '公安局', 1, 1),
  matter('高龄津贴申请', 'QT', '民政局', 20, 10),
]
