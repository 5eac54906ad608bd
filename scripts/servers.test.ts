/** A server that is there and does not answer must not pass for one that is not there. */
import { describe, expect, test } from '@jest/globals'
import { createServer, type AddressInfo } from 'node:net'
import { findServers } from './servers.mjs'

const variables = ['PENTAGRAPH_TEST_POSTGRES', 'PENTAGRAPH_TEST_MYSQL', 'PENTAGRAPH_TEST_MQTT'] as const

/** A port that was free a moment ago. */
async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

describe('the real servers', () => {
  test('one that is named and does not answer is silent, whether installed or not, and its password is not told', async () => {
    const port = await deadPort()
    const schemes = ['postgres', 'mysql', 'mqtt']
    const env = Object.fromEntries(
      variables.map((variable, at) => [variable, `${schemes[at]}://somebody:secret@127.0.0.1:${port}/test`]),
    )
    const found = await findServers(env, () => false)
    expect(found.map(({ variable, state }) => [variable, state])).toEqual(variables.map((one) => [one, 'silent']))
    for (const { note } of found) {
      expect(note).toContain(`127.0.0.1:${port}`)
      expect(note).not.toMatch(/secret|somebody/)
    }
  })

  test('an unreadable address is silent too', async () => {
    const [postgres] = await findServers({ PENTAGRAPH_TEST_POSTGRES: 'nonsense' }, () => false)
    expect(postgres?.state).toBe('silent')
  })
})
