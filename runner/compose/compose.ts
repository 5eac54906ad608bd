/** Composes the subgraphs' SDL to the supergraph, and refuses what composes but must not be published. */
import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { parse, printSchema } from 'graphql'
import { compositionFaults, type NamedSdl } from './faults.ts'

export interface Composed {
  readonly supergraphSdl: string
  /** What clients see: without inaccessible fields. */
  readonly apiSdl: string
}

/** Throws with every reason when the subgraphs do not compose or break a rule of the house. */
export function compose(subgraphs: readonly NamedSdl[]): Composed {
  const services = subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `http://${name}.invalid` }))
  const composed = composeServices(services)
  if (composed.errors) throw new Error(composed.errors.map((error) => error.message).join('\n'))
  const faults = compositionFaults(subgraphs)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return {
    supergraphSdl: `${composed.supergraphSdl}\n`,
    apiSdl: `${printSchema(Supergraph.build(composed.supergraphSdl).apiSchema().toGraphQLJSSchema())}\n`,
  }
}
