/** The tables of the store as the SQL handle sees them: made from the Prisma models, so that there is one definition. */
import type { Prisma } from './generated/sqlite/client.ts'

/** `BIGINT` columns are epoch milliseconds or counts, safe as numbers; both drivers are told to give numbers. */
type Column<T> = T extends bigint ? number : T

type Row<Scalars> = { [K in keyof Scalars]: Column<Scalars[K]> }

export type HubTables = { [M in Prisma.ModelName]: Row<Prisma.TypeMap['model'][M]['payload']['scalars']> }

export type EntityRow = HubTables['Entity']
export type LinkRow = HubTables['Link']
export type NumberIndexRow = HubTables['NumberIndex']
