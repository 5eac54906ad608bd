/**
 * Everything that may be wrong with a schema that is about to be published, as lines that name the place. The rules of the house hold
 * always; breaks and plans are judged against a base, the schema that clients use today.
 */
import { buildSchema, BreakingChangeType, findBreakingChanges, specifiedScalarTypes, type DocumentNode } from 'graphql'
import { codeListFaults } from './code-lists.ts'
import { compositionFaults, type NamedSdl } from './faults.ts'
import { brokenOperations, planChanges, plansOf } from './plans.ts'

export interface PublishedSchema {
  readonly supergraphSdl: string
  readonly apiSdl: string
}

export function ruleFaults(subgraphs: readonly NamedSdl[]): string[] {
  return [...compositionFaults(subgraphs), ...codeListFaults(subgraphs)]
}

/** Lines that begin with `breaking:` or `plan:`. */
export function faultsAgainst(
  base: PublishedSchema,
  now: PublishedSchema,
  operations: readonly DocumentNode[],
): string[] {
  const breaks = findBreakingChanges(buildSchema(base.apiSdl), buildSchema(now.apiSdl))
    .filter(({ type, description }) => type !== BreakingChangeType.TYPE_REMOVED || !standard.test(description))
    .map(({ type, description }) => `breaking: ${meaning[type]}: ${description}`)
  const before = plansOf(base.supergraphSdl, operations)
  const after = plansOf(now.supergraphSdl, operations)
  return [
    ...breaks,
    ...brokenOperations(before, after).map((line) => `breaking: ${line}`),
    ...planChanges(before, after).map((line) => `plan: ${line}`),
  ]
}

// Private:

/** A schema that uses Int nowhere has lost nothing. */
const standard = new RegExp(`^Standard scalar (${specifiedScalarTypes.map(({ name }) => name).join('|')}) `)

const meaning: Readonly<Record<BreakingChangeType, string>> = {
  [BreakingChangeType.TYPE_REMOVED]: 'type removed',
  [BreakingChangeType.TYPE_CHANGED_KIND]: 'type of another kind',
  [BreakingChangeType.TYPE_REMOVED_FROM_UNION]: 'member removed',
  [BreakingChangeType.VALUE_REMOVED_FROM_ENUM]: 'code removed',
  [BreakingChangeType.REQUIRED_INPUT_FIELD_ADDED]: 'required input added',
  [BreakingChangeType.IMPLEMENTED_INTERFACE_REMOVED]: 'interface removed',
  [BreakingChangeType.FIELD_REMOVED]: 'field removed',
  [BreakingChangeType.FIELD_CHANGED_KIND]: 'field of another type',
  [BreakingChangeType.REQUIRED_ARG_ADDED]: 'required argument added',
  [BreakingChangeType.ARG_REMOVED]: 'argument removed',
  [BreakingChangeType.ARG_CHANGED_KIND]: 'argument of another type',
  [BreakingChangeType.DIRECTIVE_REMOVED]: 'directive removed',
  [BreakingChangeType.DIRECTIVE_ARG_REMOVED]: 'argument of a directive removed',
  [BreakingChangeType.REQUIRED_DIRECTIVE_ARG_ADDED]: 'required argument of a directive added',
  [BreakingChangeType.DIRECTIVE_REPEATABLE_REMOVED]: 'directive no longer repeatable',
  [BreakingChangeType.DIRECTIVE_LOCATION_REMOVED]: 'place of a directive removed',
}
