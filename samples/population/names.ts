/**
 * Names of invented persons: common surnames by weight, given names put together from syllables of the time of birth. A few hold
 * characters that old systems break (beyond the basic plane, or in the private-use area of GBK), a few are minority names with a dot.
 */
import type { Draw } from '../random.ts'

/** Surname and weight. */
const surnames = (
  '王98 李82 张80 刘78 于42 孙40 陈38 杨28 赵27 姜25 徐24 宋20 高19 马18 崔18 郭15 周15 吴14 曲12 ' +
  '侯12 万11 尹11 代10 窦10 官9 綦8 耿8 逄6 贾6 傅6 潘5 单4 仇3 欧阳2 司马1 上官1 昝1 郄1'
)
  .split(' ')
  .map((entry) => [entry.replace(/\d+/, ''), Number(entry.replace(/\D+/, ''))] as const)

const eras: readonly { readonly until: number; readonly M: string; readonly F: string; readonly single: number }[] = [
  { until: 1954, M: '福德仁义全有财贵宝山海田玉文忠孝兴世', F: '秀英兰芳桂香珍玉凤莲淑贞素花菊翠荣', single: 0.12 },
  { until: 1974, M: '建国军卫东红胜利永强志明华平新民兵光荣', F: '红梅霞艳玲芹丽华英燕萍云兰凤珍美荣', single: 0.35 },
  { until: 1994, M: '伟强磊鹏勇涛超波杰斌峰凯辉刚龙飞亮健', F: '娜静丽敏娟燕艳芳霞玲晓倩雪婷莉慧蕾', single: 0.55 },
  { until: 2100, M: '浩宇轩泽梓睿晨博昊然俊子航逸辰奕嘉铭', F: '梓涵欣怡雨萱诗琪佳雪子彤语桐一诺思若', single: 0.15 },
]

/** In real names, and each broken by some decoder: 䶮 FE9F in GBK's private area, 㛃 and 𬭎 four bytes in GB18030, 𠮷 beyond the plane. */
const rare = ['䶮', '㛃', '𬭎', '𠮷', '〇', '喆', '堃']

const minority: readonly {
  readonly ethnic: string
  readonly M: readonly string[]
  readonly F: readonly string[]
  readonly after: readonly string[]
}[] = [
  {
    ethnic: '05',
    M: ['艾力', '买买提', '阿卜杜拉', '玉素甫', '吐尔逊'],
    F: ['古丽米热', '阿依古丽', '热孜万古丽', '帕提古丽'],
    after: ['艾比布力', '阿不都热合曼', '托合提', '肉孜', '依明'],
  },
  { ethnic: '17', M: ['叶尔兰', '巴合提'], F: ['阿依努尔', '古丽娜'], after: ['赛力克', '哈那提别克', '努尔兰'] },
]

export interface PersonName {
  readonly name: string
  readonly family: string
  readonly ethnic: string
}

export function surname(draw: Draw): string {
  return draw.weigh(surnames)
}

/** `family` is given for children, who take their father's. */
export function personName(draw: Draw, sex: 'M' | 'F', born: number, family: string | null): PersonName {
  const own = surname(draw)
  const kind = draw.bits() / 0x1_0000_0000
  if (family === null && kind < 0.003) {
    const people = draw.pick(minority)
    return { name: draw.pick(people[sex]) + '·' + draw.pick(people.after), family: own, ethnic: people.ethnic }
  }
  const surnameUsed = family ?? own
  const era = eras.find((e) => born <= e.until) ?? eras[3]
  if (era === undefined) throw new RangeError('no era')
  const syllables = [...era[sex]]
  let given = draw.pick(syllables)
  if (!draw.chance(era.single)) given += draw.pick(syllables)
  if (kind > 0.995) given = given.length === 1 ? draw.pick(rare) : given.charAt(0) + draw.pick(rare)
  const ethnic = draw.weigh<string>([
    ['01', 990],
    ['11', 4],
    ['03', 3],
    ['02', 2],
    ['10', 1],
  ])
  return { name: surnameUsed + given, family: surnameUsed, ethnic }
}

/** Borne by heads of households of the first neighbourhood, so that the smallest estate has each kind of difficult name. */
export const showcase = [
  '王䶮',
  '李㛃',
  '张𬭎',
  '刘𠮷',
  '古丽米热·艾比布力',
  '阿卜杜热合曼·买买提吐尔逊·艾比布力·玉素甫·托合提',
] as const

/** The head's names of organisations, shops and streets: syllables that stand in half the signboards of the country. */
export const signboard = {
  first: [...'鑫宏盛瑞泰恒永华金隆昌德福顺祥万嘉东海新'],
  second: [...'源达丰兴盛和利通安泰茂成旺润康诚信发业远'],
} as const
