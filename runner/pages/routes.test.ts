import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fastify, { type FastifyInstance } from 'fastify'
import { fileURLToPath } from 'node:url'
import { pageRoutes } from './routes.ts'

const config = { endpoint: '/graphql', personas: [], departments: [{ name: 'housing', title: '住建局' }] }

let server: FastifyInstance
let at: string
beforeAll(async () => {
  server = fastify()
  pageRoutes(server, { root: fileURLToPath(new URL('../..', import.meta.url)), config: () => config })
  at = await server.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => server.close())

test.each(['me', 'workbench'])('/%s names only its own script and style, under a strict policy', async (name) => {
  const page = await fetch(`${at}/${name}`)
  expect(page.status).toBe(200)
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/)
  const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '')
  const own = sources.filter((source) => source !== 'data:,')
  expect(own.map((source) => source.replace(/\?.*/, '')).sort()).toEqual([`/pages/${name}.css`, `/pages/${name}.js`])
  const fetched = await Promise.all(own.map((source) => fetch(at + source)))
  expect(fetched.map(({ status }) => status)).toEqual([200, 200])
  expect(fetched.map((one) => one.headers.get('cache-control')?.includes('immutable'))).toEqual([true, true])
})

test('the pages are told nothing but where the hub is and who may sign in', async () => {
  const told = await fetch(`${at}/pages/config.json`)
  expect(told.headers.get('cache-control')).toBe('no-store')
  expect(await told.json()).toEqual(config)
})
