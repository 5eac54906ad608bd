/**
 * Whoever is known but states a purpose that is not theirs, or no case where one is needed, is refused before any operation is read.
 * That somebody tried is part of the log.
 */
import { GraphQLError } from 'graphql'
import type { AccessRequest } from '../../access/policy-store.ts'
import { auditedContext, type AuditEntry } from '../../access/audit-record.ts'
import type { AccessContext } from '../../access/principal.ts'

interface Appends {
  append(entry: AuditEntry): Promise<unknown>
}

/** The rights of the request, or its refusal, recorded before it is answered. Rejects with AUDIT_UNAVAILABLE when that cannot be. */
export async function admitted(
  request: AccessRequest,
  load: (request: AccessRequest) => Promise<AccessContext>,
  audit: Appends,
): Promise<AccessContext> {
  try {
    return await load(request)
  } catch (error) {
    const code = error instanceof GraphQLError ? error.extensions['code'] : null
    if (typeof code === 'string') await audit.append(refusal(request, code))
    throw error
  }
}

// Private:

/** No operation was read, so there is no hash of one. */
function refusal(request: AccessRequest, code: string): AuditEntry {
  return {
    ...auditedContext({ ...request, rowScope: 'NONE', grants: [], purposeFields: [], policyVersion: 'none' }),
    operation: 'none',
    operationName: null,
    grants: [],
    reads: [],
    masked: [],
    denied: [],
    persons: [],
    refs: [],
    outcome: 'REFUSED',
    code,
  }
}
