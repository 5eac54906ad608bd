/** All kinds, in the order of linking: what others are found in comes first (a person's house, the event one takes part in). */
import { eventRule } from './event.ts'
import { gridRule } from './grid.ts'
import { houseRule } from './house.ts'
import { managedObjectRule } from './managed-object.ts'
import { organisationRule } from './organisation.ts'
import { personRule } from './person.ts'
import type { KindRule } from './rule.ts'

export const kindRules: readonly KindRule[] = [
  gridRule,
  houseRule,
  organisationRule,
  managedObjectRule,
  eventRule,
  personRule,
]
