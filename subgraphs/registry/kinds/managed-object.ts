/** Managed objects (lamps, hydrants, cameras, vehicles, equipment) are the same when their code is the same. */
import { find, type KindRule } from './rule.ts'

export const managedObjectRule: KindRule = {
  kind: 'ManagedObject',
  keys(identity) {
    const { code } = identity.values
    return code === undefined ? [] : [find('CODE', `code:${code.replace(/\s+/g, '').toUpperCase()}`)]
  },
  likenesses: () => [],
  alike: () => false,
  contradicts: () => false,
}
