/** How far a personal copy goes: what does not fit is told as MORE_PAGES. */

/** Records below records: a title, its dwelling. */
export const DEPTH = 2
/** Rows of a list of the person's own, and of a list within a record. */
export const FIRST = { list: 100, within: 20 } as const
