import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { Message } from 'node-hl7-client'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { Health } from './health.ts'

let drop: OneDrop
let db: Database.Database
beforeAll(async () => {
  drop = await oneDrop(Health)
  db = new Database(join(drop.folder, 'health.db'), { readonly: true })
})
afterAll(() => {
  db.close()
  drop.remove()
})
type Row = Readonly<Record<string, string | null>>
const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[]

/** Messages as another program reads them. */
function messages(file: string): Message[] {
  const bytes = readFileSync(join(drop.folder, file))
  const charset = bytes.includes('UNICODE UTF-8') && !bytes.includes('GB 18030') ? 'utf-8' : 'gb18030'
  const text = new TextDecoder(charset, { fatal: true }).decode(bytes)
  return text
    .split(/\r(?=MSH)/)
    .slice(1)
    .map((one) => new Message({ text: one.split(/\r(?:BTS|BHS|FTS)\|/)[0] ?? '' }))
}
const read = (message: Message, path: string) => message.get(path).toString()

describe('the bureau’s database', () => {
  test('every row named by another is there', () => {
    for (const [table, column, other] of [
      ['T_TD', 'JGBH', 'T_JG'],
      ['T_QY', 'TDBH', 'T_TD'],
      ['T_RXTJ', 'JGBH', 'T_JG'],
      ['T_RX', 'JGBH', 'T_JG'],
    ])
      expect(rows(`SELECT 1 FROM ${table} WHERE ${column} NOT IN (SELECT ${column} FROM ${other})`)).toEqual([])
  })

  test('the demo household has contracts, cleanly, and its firm an infirmary', () => {
    const household = rows(`SELECT XM, QYZT, ZJHM FROM T_QY WHERE QYBH <= 'QY0000000004' ORDER BY QYBH`)
    expect(household.map((row) => row['XM'])).toEqual(['于志远', '孙丽华', '姜秀英', '于子䶮'])
    expect(household.every((row) => row['QYZT'] === '1' && /^37029\d/.test(row['ZJHM'] ?? ''))).toBe(true)
    expect(rows(`SELECT JGMC FROM T_JG WHERE JGBH = 'JG50000'`)[0]?.['JGMC']).toMatch(/有限公司医务室$/)
  })

  test('small counts of hotlines are held back, and nobody of the demo household is in a register', () => {
    const counts = rows('SELECT LDS, JJS, YZBS FROM T_RXTJ')
    for (const { LDS, JJS, YZBS } of counts) {
      for (const count of [LDS, JJS]) expect(count === '' || Number(count) === 0 || Number(count) >= 5).toBe(true)
      expect(YZBS).toBe(LDS === '' || JJS === '' ? '1' : '0')
    }
    expect(rows(`SELECT 1 FROM T_JSZA WHERE XM IN ('于志远', '孙丽华', '姜秀英', '于子䶮')`)).toEqual([])
  })
})

describe('the messages', () => {
  test.each(['messages/DA.hl7', 'messages/JZ.hl7', 'messages/CS.hl7'])(
    '%s is a batch file whose counts are right',
    (file) => {
      const text = readFileSync(join(drop.folder, file), 'latin1')
      expect(text).toMatch(/^FHS\|/)
      const batches = text.split('\rBHS|').slice(1)
      for (const batch of batches) {
        const counted = /\rBTS\|(\d+)\r/.exec(batch)?.[1]
        expect(batch.split('\rMSH').length - 1).toBe(Number(counted))
      }
      expect(text).toMatch(new RegExp(`\\rFTS\\|${batches.length}\\r$`))
    },
  )

  test('the son’s certificate names him and both parents', () => {
    const [own] = messages('messages/CS.hl7').filter((one) => read(one, 'PID.5') === '于子䶮')
    if (!own) throw new Error('no certificate')
    expect(read(own, 'ZCS.1')).toBe('T370000003')
    expect([read(own, 'NK1.2'), read(own, 'NK1.3.1'), read(own, 'NK1.33')]).toEqual([
      '孙丽华',
      'MTH',
      expect.stringMatching(/^37029\d{12}/),
    ])
  })

  test('vaccinations are added, changed, taken back and sent twice', () => {
    const all = messages('messages/JZ.hl7')
    const actions = all.map((one) => read(one, 'RXA.21'))
    expect(new Set(actions)).toEqual(new Set(['A', 'U', 'D']))
    const numbers = all.map((one) => read(one, 'MSH.10'))
    expect(new Set(numbers).size).toBeLessThan(numbers.length)
    expect(all.some((one) => read(one, 'MSH.1') === '#')).toBe(true)
  })

  test('each row that is told of has its message', () => {
    const keys = messages('messages/JZ.hl7').map((one) => `${read(one, 'MSH.4')}-${read(one, 'ORC.3')}`)
    const gone = new Set(
      messages('messages/JZ.hl7')
        .filter((one) => read(one, 'RXA.21') === 'D')
        .map((one) => read(one, 'ORC.3')),
    )
    expect(new Set(keys).size - gone.size).toBe(drop.tables['JZ'])
  })

  test('what is pushed today is not in the files', () => {
    const outgoing = messages('outgoing.hl7')
    expect(new Set(outgoing.map((one) => read(one, 'MSH.9.2')))).toEqual(new Set(['V04', 'A03', 'A08', 'R01']))
    const files = new Set(messages('messages/JZ.hl7').map((one) => read(one, 'MSH.10')))
    expect(outgoing.filter((one) => files.has(read(one, 'MSH.10')))).toEqual([])
  })
})
