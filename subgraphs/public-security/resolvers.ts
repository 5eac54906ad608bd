/**
 * "Does this number belong to this name?" Public security answers yes or no and nothing else, against a quota. A mutation, because it
 * takes values of a person that must not stand in a cached plan or a URL, and because only a stated purpose opens it.
 */
import 'reflect-metadata'
import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql'
import { classifiedDirective, type Classification } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { readPersonName } from '../../schema/person-name.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import type { SubgraphContext } from '../kit/context.ts'
import { denied } from '../kit/guards.ts'

const verification: Classification = { level: 3, category: '身份核验', sharing: 'CONDITIONAL' }
const verify = { ...verification, department: 'public-security', coordinate: 'Mutation.verifyIdentity' }

@Resolver()
export class VerifyIdentity {
  @Mutation(() => Boolean, {
    nullable: true,
    description: 'Whether public security knows this number under this name; yes or no only (身份核验).',
  })
  @Directive(classifiedDirective(verification))
  async verifyIdentity(
    @Directive(classifiedDirective(verification))
    @Arg('number', () => String, { description: 'Number of the identity document (公民身份号码).' })
    number: string,
    @Directive(classifiedDirective(verification))
    @Arg('name', () => String, { description: 'Name (姓名).' })
    name: string,
    @Ctx() context: SubgraphContext,
  ): Promise<boolean> {
    // A citizen may have all of the own data, and this is a question about anybody.
    if (context.access.rowScope === 'SELF') throw denied(verify, 'OUT_OF_SCOPE')
    const read = readPersonNumber(number)
    const person = readPersonName(name).value
    if (read.norm === null || person === null)
      throw pentagraphError('BAD_USER_INPUT', { argument: read.norm === null ? 'number' : 'name' })
    // A number that cannot exist is no question for the police, and must not cost quota.
    if (!read.valid) return false
    const answer = await context.service('verify').post('/verify', { idNumber: read.norm, name: person }, context.call)
    return outcome(answer)
  }
}

/** `code` is in band: "200" with `result` 1 or 0, "429" when the quota is used up, anything else a fault. */
export function outcome(answer: Readonly<Record<string, unknown>>): boolean {
  const code = String(answer['code'])
  const result = String(answer['result'])
  if (code === '200' && (result === '1' || result === '0')) return result === '1'
  if (code === '429')
    throw pentagraphError('DEPARTMENT_UNAVAILABLE', { department: 'public-security', source: 'QUOTA_EXCEEDED' })
  throw pentagraphError('DEPARTMENT_FAULT', { department: 'public-security' })
}
