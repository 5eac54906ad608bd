import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { request as ask, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeSigningKey, type SigningKey } from '../../access/keys.ts'
import { ContextVerifier, signContext } from '../../access/signed-context.ts'
import type { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import { departmentDoor } from './door.ts'
import { contextHeader, linkContext, linkOperations } from './link-protocol.ts'

let key: SigningKey
let door: ReturnType<typeof departmentDoor>
let faults: unknown[]
let ended: Promise<void>
/** Sees how far the department's own system was read. */
let read: number

const identity = { key: 'Person/self/1', values: { name: '测'.repeat(10_000) } } as unknown as Identity

beforeEach(async () => {
  key = await makeSigningKey()
  faults = []
  read = 0
  let end: () => void = () => undefined
  ended = new Promise((resolve) => (end = resolve))
  const runtime = {
    name: 'housing',
    link: {
      async *identities() {
        try {
          for (;;) {
            read += 1
            yield [identity]
          }
        } finally {
          end()
        }
      },
    },
  } as unknown as DepartmentRuntime
  door = departmentDoor(runtime, new ContextVerifier('housing', key.publicKey), (fault) => faults.push(fault))
  await door.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(() => door.close())

async function identities(): Promise<IncomingMessage> {
  const variables = { entity: 'Person' }
  const bound = { department: 'housing', query: linkOperations.identities, variables }
  const context = await signContext(linkContext('trace'), bound, key)
  const { port } = door.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', [contextHeader]: context }
    ask({ port, method: 'POST', path: '/link/identities', headers }, resolve)
      .on('error', reject)
      .end(JSON.stringify(variables))
  })
}

test('a reader that goes away in the middle of a list ends the reading of the legacy system', async () => {
  const answer = await identities()
  expect(answer.statusCode).toBe(200)
  await new Promise((resolve) => answer.once('readable', resolve))
  // Nothing is taken any more: the door waits for room.
  for (let before = -1; before !== read; await new Promise((resolve) => setTimeout(resolve, 50))) before = read
  answer.destroy()
  await ended
  const atEnd = read
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(read).toBe(atEnd)
  expect(faults).toEqual([])
})
