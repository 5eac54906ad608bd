import { expect, test } from '@jest/globals'
import type { AuditEntry } from '../../access/audit-record.ts'
import type { AccessRequest } from '../../access/policy-store.ts'
import type { AccessContext, Principal } from '../../access/principal.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { admitted } from './refused-purpose.ts'

const principal: Principal = {
  subject: 'worker',
  department: 'political-legal',
  roles: ['grid-worker'],
  grids: [],
  staffKey: null,
  personId: null,
}
const request: AccessRequest = { principal, purpose: { code: 'MEDIATION', caseNumber: null }, traceId: 't', at: 1 }

test('a purpose that is refused is in the log before it is answered', async () => {
  const log: AuditEntry[] = []
  const audit = { append: async (entry: AuditEntry) => log.push(entry) }
  const refuse = () => Promise.reject(pentagraphError('PURPOSE_NOT_PERMITTED'))
  await expect(admitted(request, refuse, audit)).rejects.toMatchObject({
    extensions: { code: 'PURPOSE_NOT_PERMITTED' },
  })
  expect(log).toMatchObject([
    { subject: 'worker', purpose: 'MEDIATION', outcome: 'REFUSED', code: 'PURPOSE_NOT_PERMITTED', reads: [] },
  ])
})

test('no audit, no answer: not even a refusal', async () => {
  const audit = { append: () => Promise.reject(pentagraphError('AUDIT_UNAVAILABLE')) }
  const refuse = () => Promise.reject(pentagraphError('CASE_REQUIRED'))
  await expect(admitted(request, refuse, audit)).rejects.toMatchObject({ extensions: { code: 'AUDIT_UNAVAILABLE' } })
})

test('who is let in leaves no refusal', async () => {
  const context = { traceId: 't' } as AccessContext
  const audit = { append: () => Promise.reject(new Error('must not be asked')) }
  expect(await admitted(request, async () => context, audit)).toBe(context)
})
