/**
 * How other subgraphs' names for an entity are resolved: by id, or by a department's sealed ref. One fetch is one query a kind. A ref
 * that was not sealed for its department names nothing.
 */
import type { GraphQLResolveInfo } from 'graphql'
import { pentagraphError } from '../../schema/errors.ts'
import type { ReferenceBatch } from '../kit/federate.ts'
import type { EntityKind } from '../kit/identity.ts'
import type { RegistryRequest } from './request.ts'

export function referencesTo(kind: EntityKind): ReferenceBatch<RegistryRequest> {
  return async (representations, request: RegistryRequest, info: GraphQLResolveInfo) => {
    const ids: (string | null)[] = representations.map(({ id }) => (typeof id === 'string' ? id : null))
    const failures = await resolveRefs(kind, representations, ids, request)
    const found = await request.entities(kind, ids, info)
    return found.map((entity, at) => failures.get(at) ?? entity)
  }
}

// Private:

interface Wanted {
  readonly at: number
  readonly localKey: string
}

/** Fills in the ids of those that were named by ref. Answers with what went wrong, by place. */
async function resolveRefs(
  kind: EntityKind,
  representations: readonly Readonly<Record<string, unknown>>[],
  ids: (string | null)[],
  request: RegistryRequest,
): Promise<ReadonlyMap<number, Error>> {
  const failures = new Map<number, Error>()
  const byDepartment = new Map<string, Wanted[]>()
  representations.forEach(({ ref }, at) => {
    if (ids[at] !== null || typeof ref !== 'string') return
    const department = ref.slice(0, ref.indexOf(':'))
    const [localKey] = request.doors.sealers.get(department)?.open(ref) ?? []
    if (localKey === undefined) return
    const known = byDepartment.get(department)
    if (known) known.push({ at, localKey })
    else byDepartment.set(department, [{ at, localKey }])
  })
  for (const [department, wanted] of byDepartment) {
    const keys = [...new Set(wanted.map(({ localKey }) => localKey))]
    const found = await request.reader.idsOfKeys(kind, department, keys)
    const failure = await linkFresh(kind, department, found, keys, request)
    for (const { at, localKey } of wanted) {
      const id = found.get(localKey)
      if (id !== undefined) ids[at] = id
      else if (failure) failures.set(at, failure)
    }
  }
  return failures
}

/** Records that nobody linked yet (written a moment ago) are linked at once. A department that does not answer costs these only. */
async function linkFresh(
  kind: EntityKind,
  department: string,
  found: Map<string, string>,
  keys: readonly string[],
  request: RegistryRequest,
): Promise<Error | null> {
  const fresh = keys.filter((key) => !found.has(key))
  if (fresh.length === 0) return null
  try {
    const linked = await request.doors.linker.linkKeys(kind, department, fresh, request.signal)
    linked.forEach((id, at) => {
      const key = fresh[at]
      if (id !== null && key !== undefined) found.set(key, id)
    })
    return null
  } catch (error) {
    return pentagraphError('DEPARTMENT_UNAVAILABLE', { department }, error)
  }
}
