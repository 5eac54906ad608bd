/**
 * Which department's value counts, field by field: the first department of the list that has one, and of its values the latest.
 * Departments that are not named come after, by date. Facts, changed here when the city's catalogue of leading departments changes
 * (Order 809 art. 19: one lead department per shared item).
 */
import type { EntityKind } from '../kit/identity.ts'

export interface GoldenField {
  readonly name: string
  /** Leading departments, best first. */
  readonly order: readonly string[]
}

const field = (name: string, ...order: string[]): GoldenField => ({ name, order })

/** Only these identifying values are kept in the hub: never a number of a person, never a phone. */
export const goldenRules: Readonly<Record<EntityKind, readonly GoldenField[]>> = {
  Person: [
    field('name', 'public-security'),
    field('sex', 'public-security'),
    field('birthDate', 'public-security'),
    field('addressCode', 'public-security'),
    field('gridCode', 'political-legal'),
  ],
  House: [
    field('address', 'public-security', 'housing'),
    field('addressCode', 'public-security'),
    field('villageCode', 'public-security'),
    field('gridCode', 'political-legal'),
    field('longitude', 'public-security'),
    field('latitude', 'public-security'),
  ],
  Event: [
    field('number'),
    field('category'),
    field('title'),
    field('state'),
    field('reportedAt'),
    field('dueAt'),
    field('gridCode', 'political-legal'),
    field('addressCode', 'public-security'),
    field('handler'),
    field('longitude'),
    field('latitude'),
  ],
  ManagedObject: [
    field('code'),
    field('kind'),
    field('name'),
    field('gridCode', 'political-legal'),
    field('address'),
    field('longitude'),
    field('latitude'),
  ],
  Organisation: [
    field('creditCode', 'market-regulation', 'civil-affairs'),
    field('oldNumber', 'market-regulation'),
    field('name', 'market-regulation', 'civil-affairs'),
    field('kind', 'market-regulation', 'civil-affairs'),
    field('state', 'market-regulation', 'civil-affairs'),
    field('addressCode', 'public-security'),
    field('address', 'market-regulation', 'civil-affairs'),
    field('gridCode', 'political-legal'),
  ],
  Grid: [
    field('code', 'political-legal'),
    field('name', 'political-legal'),
    field('kind', 'political-legal'),
    field('villageCode', 'political-legal'),
    field('boundary', 'political-legal'),
    field('validFrom', 'political-legal'),
    field('validTo', 'political-legal'),
    field('successor', 'political-legal'),
    field('changedOn', 'political-legal'),
    field('change', 'political-legal'),
  ],
}
