import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { join } from 'node:path'
import { demo } from '../population/demo.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { startEmergencyServer } from '../servers/emergency.ts'
import { Emergency } from './emergency.ts'
import { padded } from './keys.ts'

let drop: OneDrop
let db: Database.Database
beforeAll(async () => {
  drop = await oneDrop(Emergency)
  db = new Database(join(drop.folder, 'supervision.db'), { readonly: true })
})
afterAll(() => {
  db.close()
  drop.remove()
})
type Row = Readonly<Record<string, string | null>>
const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[]

describe('the supervision of enterprises', () => {
  test('holds what PostgreSQL would write for its types', () => {
    for (const row of rows('SELECT * FROM yj_qy')) {
      expect(row['jd'] ?? '0.000000').toMatch(/^\d+\.\d{6}$/)
      expect(row['pgrq']).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(row['sfwhp']).toMatch(/^[tf]$/)
    }
    for (const row of rows('SELECT * FROM yj_whp')) expect(row['cl']).toMatch(/^\d+\.\d{3}$/)
    for (const row of rows('SELECT * FROM yj_yh')) {
      expect(row['zgqx']).toMatch(/^\d{4}-\d\d-\d\d 23:59:59$/)
      expect(row['jcsj']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    }
  })

  test('the demo firm is there, cleanly: yellow, with a chemical and two hazards, one of them open', () => {
    const key = padded('YJQY', demo.organisation + 1, 8)
    expect(rows(`SELECT fxdj, sfwhp FROM yj_qy WHERE qybh = '${key}'`)).toEqual([{ fxdj: '3', sfwhp: 't' }])
    expect(rows(`SELECT id FROM yj_whp WHERE qybh = '${key}'`)).toHaveLength(1)
    const states = rows(`SELECT zgzt FROM yj_yh WHERE qybh = '${key}' ORDER BY zgqx`).map((row) => row['zgzt'])
    expect(states).toEqual(['40', expect.stringMatching(/^[123]0$/)])
  })

  test('only closed or referred hazards are long past their day', () => {
    expect(rows("SELECT yhbh FROM yj_yh WHERE zgqx < '2026-11-01' AND zgzt NOT IN ('40', '50')")).toEqual([])
  })
})

describe('the map service', () => {
  test('answers pages, keys and errors in the body of a 200', async () => {
    const server = await startEmergencyServer({ database: join(drop.folder, 'map.db'), tokenSeconds: 60 })
    const login = async (secret: string) => {
      const answer = await fetch(`${server.url}/oauth/token`, {
        method: 'POST',
        body: JSON.stringify({ user: 'hub', secret }),
      })
      return (await answer.json()) as { code: string; data?: { accessToken: string } }
    }
    const token = (await login('demo')).data?.accessToken ?? ''
    const get = async (path: string, bearer = token) => {
      const answer = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${bearer}` } })
      expect(answer.status).toBe(200)
      return (await answer.json()) as { code: string; data?: { list: Row[]; count: number } }
    }
    try {
      expect((await login('wrong')).code).toBe('401')
      const page = await get('/v1/bncs/page?pageNum=1&pageSize=2')
      expect(page).toMatchObject({ code: '0', data: { count: drop.tables['BNCS'] } })
      expect(page.data?.list[0]?.['bncsbh']).toBe('BN000001')
      const found = await get('/v1/wz/batch?ids=WZ000001,WZ000404,WZ000002')
      expect(found.data?.list.map((row) => row['wzbh'])).toEqual(['WZ000002', 'WZ000001'])
      const filtered = await get('/v1/wz/page?wgbm=nowhere')
      expect(filtered.data).toEqual({ list: [], count: 0 })
      expect((await get('/v1/bncs/page?pageSize=51')).code).toBe('422')
      expect((await get('/v1/none/page')).code).toBe('404')
      expect((await get('/v1/bncs/page', 'made up')).code).toBe('401')
    } finally {
      await server.close()
    }
  })
})
