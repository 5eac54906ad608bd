/**
 * A person by the full identity number: for a stated purpose only, and in the audit like every look at a person. The number is compared
 * as an HMAC; it goes into no log and no error.
 */
import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Ctx, Directive, Info, Query, Resolver } from 'type-graphql'
import { readPersonNumber } from '../../../schema/person-number.ts'
import { denied } from '../../kit/guards.ts'
import { classified, place, populationIdentity } from '../classified.ts'
import { indexKeyOfNumber } from '../kinds/person.ts'
import type { RegistryRequest } from '../request.ts'
import { Person } from './person.ts'

const lookUp = place('Query.personByNumber', populationIdentity)

@Resolver()
export class PersonByNumberResolver {
  @Query(() => Person, {
    nullable: true,
    description:
      'The person who holds this identity number (按证件号码查询). Null when nobody does, when two persons hold it and a clerk has not decided yet, or out of reach.',
  })
  @Directive(classified(populationIdentity))
  async personByNumber(
    @Arg('number', () => String, { description: 'The full number; 15 digits are brought to 18.' }) number: string,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    if (request.access.purpose === null) throw denied(lookUp, 'NO_PURPOSE')
    request.requirePlain(lookUp)
    const { norm, kind, valid } = readPersonNumber(number)
    if (!valid || norm === null || kind === null) return null
    const holders = await holdersOf(request, norm, kind)
    const [only] = holders
    return only !== undefined && holders.length === 1 ? request.entity('Person', only, info) : null
  }
}

// Private:

/** A key that comes under another secret meanwhile is looked for again: nobody is missed while secrets are exchanged. */
async function holdersOf({ doors, reader }: RegistryRequest, number: string, documentKind: string): Promise<string[]> {
  for (let before = await doors.secrets.forReading(); ;) {
    const keys = [before.present, ...before.former].map((keyring) => indexKeyOfNumber(number, documentKind, keyring))
    const holders = await reader.byKeys('Person', keys)
    const after = await doors.secrets.forReading()
    if (holders.length > 0 || after.number === before.number) return holders
    before = after
  }
}
