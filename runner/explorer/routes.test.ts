import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fastify, { type FastifyInstance } from 'fastify'
import { fileURLToPath } from 'node:url'
import type { CatalogueItem, DepartmentStatus, ExplorerConfig } from './contract.ts'
import { explorerRoutes, type ExplorerOptions } from './routes.ts'

const housing: DepartmentStatus = {
  name: 'housing',
  title: '住建局<b>',
  technology: 'dbf',
  state: 'down',
  records: 1200,
  linked: 1100,
  quarantined: 3,
  asOf: '2026-11-24T02:00:00+08:00',
}
const certificate: CatalogueItem = {
  department: 'housing',
  departmentTitle: '住建局',
  coordinate: 'PropertyTitle.certificate',
  meaning: 'Number of the certificate.',
  meaningZh: '产权证号',
  level: 3,
  category: '房屋权属',
  sharing: 'CONDITIONAL',
  format: 'String',
  updateCycleHours: 48,
  asOf: '2026-11-23T16:00:00.000Z',
  freshness: 'STALE',
  quality: { rows: 200, looked: 100, mapped: 90, empty: 8, remarked: 2, quarantined: 3, unlinked: null },
  applicants: '履职需要的部门 departments',
  path: '/catalogue/housing/PropertyTitle/certificate',
}
const options: ExplorerOptions = {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  personas: [{ name: 'mediator', title: { zh: '调解员', en: 'Mediator' }, purposes: ['MEDIATION'] }],
  purposes: [{ code: 'MEDIATION', name: '矛盾纠纷调解', caseNeeded: true }],
  examples: [],
  tokenFor: async (persona) => `token-of-${persona}`,
  status: async () => [housing],
  catalogue: async ({ search }) => (search === '没有' ? [] : [certificate]),
  catalogueCsv: async ({ department }) => `csv of ${department}`,
  departments: [{ name: 'housing', title: '住建局' }],
  schemaSdl: () => 'type Query { me: String }',
}

async function serve(changed: Partial<ExplorerOptions> = {}): Promise<{ server: FastifyInstance; at: string }> {
  const server = fastify()
  explorerRoutes(server, { ...options, ...changed })
  return { server, at: await server.listen({ host: '127.0.0.1', port: 0 }) }
}

describe('with the demo issuer', () => {
  let server: FastifyInstance
  let at: string
  beforeAll(async () => {
    ;({ server, at } = await serve())
  })
  afterAll(() => server.close())
  const get = (path: string) => fetch(at + path)

  test('the page names only its own script and style, under a strict policy', async () => {
    const page = await get('/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/)
    const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '')
    expect(sources.filter((source) => !source.startsWith('/explorer/') && source !== 'data:,')).toEqual([])
  })

  test('script and style are served by us, and the style holds its fonts', async () => {
    const script = await get('/explorer/page.js')
    const style = await get('/explorer/page.css')
    expect([script.status, style.status]).toEqual([200, 200])
    expect(script.headers.get('cache-control')).toContain('immutable')
    const fetched = [...(await style.text()).matchAll(/url\(["']?([^"')]{1,20})/g)].map((match) => match[1] ?? '')
    expect(fetched.filter((address) => !address.startsWith('data:'))).toEqual([])
    expect(fetched.length).toBeGreaterThan(0)
  })

  test('gives a token of a persona, and of nobody else', async () => {
    const known = await get('/explorer/token?persona=mediator')
    expect(known.headers.get('cache-control')).toBe('no-store')
    expect(await known.json()).toEqual({ token: 'token-of-mediator' })
    expect((await get('/explorer/token?persona=root')).status).toBe(404)
    expect((await get('/explorer/token')).status).toBe(404)
  })

  test('has a page behind each entry that a refusal points to', async () => {
    expect(await (await get('/catalogue')).text()).toContain('href="/catalogue/housing/PropertyTitle/certificate"')
    const entry = await (await get('/catalogue/housing/PropertyTitle/certificate')).text()
    expect(entry).toContain('有条件共享')
    expect(entry).toContain('10 个工作日')
    expect(entry).toContain('过期 stale 2026-11-24')
    expect(entry).toContain('已映射 90 % · 空 8 % · 存疑 2 % · 隔离 3')
    expect((await get('/catalogue/housing/PropertyTitle/unknown')).status).toBe(404)
  })

  test('the catalogue is searched without a script, keeps what was asked, and gives the same as CSV', async () => {
    const page = await (await get('/catalogue?search=%3Cb%3E&department=housing&level=3')).text()
    expect(page).toContain('value="&lt;b&gt;"')
    expect(page).toContain('<option value="housing" selected>')
    expect(page).toContain('<option value="3" selected>')
    expect(page).toContain('href="/catalogue.csv?department=housing&amp;search=%3Cb%3E&amp;level=3"')
    expect(await (await get('/catalogue?search=没有')).text()).toContain('没有符合条件的条目')
    const csv = await get('/catalogue.csv?department=housing')
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(await csv.text()).toBe('csv of housing')
  })

  test('shows the departments, escaped', async () => {
    const page = await (await get('/status')).text()
    expect(page).toContain('住建局&lt;b&gt;')
    expect(page).toContain('中断 down')
    expect(page).toContain('1,100')
    expect(await (await get('/explorer/status.json')).json()).toEqual([housing])
  })
})

describe('without a demo issuer', () => {
  test('there is no token route, and the page asks for a token', async () => {
    const { server, at } = await serve({ tokenFor: null })
    expect((await fetch(`${at}/explorer/token?persona=mediator`)).status).toBe(404)
    const config = (await (await fetch(`${at}/explorer/config.json`)).json()) as ExplorerConfig
    expect(config.demoTokens).toBe(false)
    expect(config.personas).toEqual([])
    await server.close()
  })
})
