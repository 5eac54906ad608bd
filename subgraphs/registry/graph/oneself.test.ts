/** Who looked at me, page by page, told with the names that a person knows. */
import { expect, test } from '@jest/globals'
import { tmpdir } from 'node:os'
import { AuditArchive } from '../../../access/audit-archive.ts'
import { nothingRead, type AuditBody } from '../../../access/audit-record.ts'
import type { HubStore } from '../../../prisma/store.ts'
import { withStore } from '../../../prisma/test-store.ts'
import { sealCursor } from '../../kit/connection.ts'
import type { RegistryRequest } from '../request.ts'
import { OneselfResolver, shownLook } from './oneself.ts'

const NOW = Date.parse('2026-11-26T02:00:00Z')

async function look(store: HubStore, seq: number, department: string | null): Promise<void> {
  const body: AuditBody = {
    ...nothingRead,
    at: NOW,
    traceId: 't',
    subject: 'officer-1',
    department,
    roles: ['mediator'],
    purpose: null,
    caseNumber: null,
    policyVersion: '1',
    operation: 'o',
    operationName: null,
    outcome: 'ANSWERED',
    code: null,
    reads: ['Person.name', 'PersonConnection.nodes'],
    persons: ['P-1'],
    seq,
    previous: '',
  }
  await store.sql
    .insertInto('AuditRecord')
    .values({ seq, body: JSON.stringify(body), hash: '' })
    .execute()
  await store.sql.insertInto('AuditPerson').values({ personId: 'P-1', seq }).execute()
}

test('looks are told newest first, with what department and fields are called; a cursor that is none is refused', async () => {
  await withStore(async (store) => {
    await look(store, 1, 'justice')
    await look(store, 2, 'elsewhere')
    await look(store, 3, null)
    const names = { fields: new Map([['Person.name', '姓名']]), departments: new Map([['justice', '司法局']]) }
    const request = {
      access: { at: NOW },
      ownId: 'P-1',
      requireOneself: () => 'P-1',
      doors: { archive: new AuditArchive(store, tmpdir()), names: () => names },
    } as unknown as RegistryRequest
    const asked = (first: number, after: string | null) =>
      new OneselfResolver().whoLookedAtMe({ first, after }, request)
    const page = await asked(2, null)
    expect(page.nodes.map(({ id, department, departmentTitle }) => [id, department, departmentTitle])).toEqual([
      ['3', null, null],
      ['2', 'elsewhere', null],
    ])
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    const rest = await asked(2, page.pageInfo.endCursor)
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    expect(rest.nodes).toMatchObject([
      { id: '1', departmentTitle: '司法局', namedFields: [{ coordinate: 'Person.name', name: '姓名' }] },
    ])
    for (const wrong of ['x', '0', '-1', '1.5', '', '9'.repeat(20)])
      await expect(asked(2, sealCursor(wrong))).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
    expect(await shownLook(request, 1)).toMatchObject({ id: '1' })
    expect(await shownLook(request, 4)).toBeNull()
    expect(await shownLook({ ...request, ownId: null } as RegistryRequest, 1)).toBeNull()
  })
})
