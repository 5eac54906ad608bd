/** A department's door that tells the registry of every write before the answer leaves: who reads next finds what was written. */
import type { Subgraph } from '../access/subgraph-call.ts'
import { formatLocalKey, parseLocalKey } from '../schema/local-key.ts'
import type { DepartmentSpec } from '../subgraphs/kit/declaration.ts'
import type { FaultLog } from '../subgraphs/kit/execute.ts'
import type { EntityKind } from '../subgraphs/kit/identity.ts'
import type { Registry } from '../subgraphs/registry/registry.ts'

export function linkingSubgraph(subgraph: Subgraph, spec: DepartmentSpec, registry: Registry, log: FaultLog): Subgraph {
  const roles = new Map(spec.records.map((record) => [record.name, rolesOf(record.fields)]))
  return {
    name: subgraph.name,
    async execute(request) {
      const response = await subgraph.execute(request)
      for (const localKey of response.report.written) {
        const { record, key } = parseLocalKey(localKey)
        for (const { kind, role } of roles.get(record) ?? []) {
          // The write itself has succeeded: a link that fails now is made at the next linking.
          await registry
            .linkWritten(spec.name, kind, [formatLocalKey(record, role, key)], request.signal)
            .catch((error: unknown) => log({ department: spec.name, traceId: request.access.traceId, error }))
        }
      }
      return response
    },
  }
}

// Private:

function rolesOf(
  fields: DepartmentSpec['records'][number]['fields'],
): readonly { readonly kind: EntityKind; readonly role: string }[] {
  return Object.entries(fields).flatMap(([role, field]) =>
    field.kind === 'entity' ? [{ kind: field.entity, role }] : [],
  )
}
