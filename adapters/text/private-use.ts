/**
 * The one table of private-use characters for all adapters. The GBK and GB18030 tables of 2000 and 2005 gave 80 characters at FE50 to
 * FEA0, and a few at A6D9, A8BC, A8BF and A989, code points of the private-use area, because Unicode had none for them yet. Text that
 * went through such a table (Windows, Oracle, older iconv) holds U+E863 where 䶮 stands today. Source: GB 18030-2005 appendix E, and
 * GB 18030-2022 which moved the last of them; the six that Node's decoder still gives as private use went to plane 2.
 */

/** Standard characters of FE50..FEA0 (without FE7F), in the order of the code points U+E815..U+E864. */
const fromE815 =
  '⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌' +
  '龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻'

/** Runs of private-use code points and the characters they stand for. */
const runs: readonly (readonly [first: number, standard: string])[] = [
  [0xe5e5, '\u3000'], // A3A0, which everybody typed for a blank
  [0xe78d, '︐︒︑︓︔︕︖︗︘︙'], // A6D9-A6DF, A6EC-A6ED, A6F3: vertical punctuation
  [0xe7c7, 'ḿǹ'], // A8BC, A8BF
  [0xe7e7, '〾⿰⿱⿲⿳⿴⿵⿶⿷⿸⿹⿺⿻'], // A989-A995: ideographic description
  [0xe815, fromE815],
]

const standardOf = new Map<string, string>(
  runs.flatMap(([first, standard]) =>
    Array.from(standard).map((character, i) => [String.fromCodePoint(first + i), character] as const),
  ),
)

const privateUse = /[\uE000-\uF8FF]/g

/** Text with every private-use form brought to its standard character; those that have none stay as they are. */
export function standardise(text: string): string {
  return text.replace(privateUse, (character) => standardOf.get(character) ?? character)
}

const olderOf = new Map<string, string>(Array.from(standardOf, ([older, standard]) => [standard, older] as const))

const hasOlder = new RegExp(`[${[...olderOf.keys()].join('')}]`, 'u')

/** The spellings under which a source may hold a text: as it is, and with the private-use forms of its characters. */
export function spellings(text: string): string[] {
  if (!hasOlder.test(text)) return [text]
  const older = Array.from(text, (character) => olderOf.get(character) ?? character).join('')
  return [text, older]
}
