/**
 * How the hub's own data is graded (levels and sharing of domain notes 2 and 3; categories as the catalogue names them). One object per
 * place: the directive in the SDL is written from it, and the golden values are masked by it.
 */
import { classifiedDirective, type Classification, type Classified } from '../../schema/classification.ts'

const grade = (
  level: Classification['level'],
  category: string,
  sharing: Classification['sharing'],
): Classification => ({ level, category, sharing })

/** A resident, so far as the hub tells persons apart: name, sex, age band, grid. */
export const population = grade(2, '人口', 'CONDITIONAL')
/** What identifies a resident: birth date, number, who was looked up. */
export const populationIdentity = grade(3, '人口', 'CONDITIONAL')
/** Where somebody lives, and who lives somewhere. */
export const residence = grade(3, '居住', 'CONDITIONAL')
/** Who takes part in which event. */
export const participation = grade(3, '涉事人员', 'CONDITIONAL')
export const houses = grade(2, '房屋', 'CONDITIONAL')
export const houseAddress = grade(3, '房屋', 'CONDITIONAL')
/** The code of a standard address is public; the door behind it is not. */
export const addressCodes = grade(1, '标准地址', 'UNCONDITIONAL')
export const events = grade(2, '事件', 'CONDITIONAL')
export const managedObjects = grade(2, '部件', 'CONDITIONAL')
export const organisations = grade(1, '组织', 'UNCONDITIONAL')
export const grids = grade(1, '网格', 'UNCONDITIONAL')
/** Counts with small cells left out. */
export const statistics = grade(2, '统计', 'CONDITIONAL')
/** Who looked at a person: for that person only. */
export const accessRecords = grade(2, '访问记录', 'CONDITIONAL')
/** What a person asks for the own data, and how it was answered: for that person and the officer who answers. */
export const personalRights = grade(3, '个人信息权利', 'CONDITIONAL')
/** How corrections go: each row for those whom it concerns. What is said of a value is decided as the field itself (graph/corrections.ts). */
export const corrections = grade(2, '校核纠错', 'UNCONDITIONAL')
/** The form of base data and what is entered with it: as grave as the gravest in it; what is known already is decided as the field itself. */
export const baseData = grade(3, '基础信息采集', 'CONDITIONAL')
/** How entries go: each for the worker and the departments it concerns. What was entered is decided as the field itself (graph/base-data.ts). */
export const baseDataProgress = grade(2, '基础信息采集', 'UNCONDITIONAL')
/** Which entities may be one, and what clerks decided: for officers whose department keeps a record of either (graph/link-decisions.ts). */
export const linkQuestions = grade(2, '关联校核', 'UNCONDITIONAL')
/** What a person says against a look, and what the auditor answers. */
export const objectionTexts = grade(3, '访问记录', 'CONDITIONAL')
/** A copy of all that can be handed out about a person: as grave as the gravest in it, and for that person alone. */
export const personalCopy = grade(4, '个人信息副本', 'CONDITIONAL')
/** Structure that is filled with data graded where it stands: search, and provenance, whose entries are decided as the fields they tell of. */
export const catalogue = grade(1, '目录', 'UNCONDITIONAL')

const places = new Map<string, Classified>()

/** The classified place of a coordinate of the registry. The same object each time, so that decisions are kept by it. */
export function place(coordinate: string, classification: Classification): Classified {
  const known = places.get(coordinate)
  if (known) return known
  const made: Classified = { ...classification, department: 'registry', coordinate }
  places.set(coordinate, made)
  return made
}

export { classifiedDirective as classified }
