/** Grids are the same when their code of 15 digits is the same. */
import { find, type KindRule } from './rule.ts'

export const gridRule: KindRule = {
  kind: 'Grid',
  keys(identity) {
    const { code } = identity.values
    return code === undefined || !isGridCode(code) ? [] : [find('CODE', gridKey(code))]
  },
  likenesses: () => [],
  alike: () => false,
  contradicts: () => false,
}

export const isGridCode = (text: string): boolean => /^\d{15}$/.test(text)
export const gridKey = (code: string): string => `grid:${code}`
