/** Numbers of persons never reach the log, wherever they stand. Invented numbers: area 370283, sequence 000. */
import { describe, expect, test } from '@jest/globals'
import { Writable } from 'node:stream'
import { createLog, maskText } from './log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  const destination = new Writable({ write: (chunk, _encoding, done) => ((text += String(chunk)), done()) })
  write(createLog({ destination }))
  return text
}

describe('masking', () => {
  test.each([
    ['an identity number', 'no 370283198001010002.', 'no ***.'],
    ['with a check letter', '37028319800101000X', '***'],
    ['in full-width digits', '３７０２８３１９８００１０１０００２', '***'],
    ['in groups', '370283 19800101 0002', '***'],
    ['15 digits', 'old=370283800101000', 'old=***'],
    ['a mobile number', 'call 13800005678 or +86 138-0000-5678', 'call *** or ***'],
    ['a landline', '0532-88888888', '***'],
  ])('%s', (_what, text, masked) => {
    expect(maskText(text)).toBe(masked)
  })

  test.each([
    'took 1764000000000 ms',
    '127.0.0.1:27500',
    'trace 17df2b47-6174-4f2d-850d-e9d6af4b358b',
    '2026-11-25T18:00:00Z',
  ])('not %s', (text) => expect(maskText(text)).toBe(text))

  test('in messages, fields, nested errors, keys and causes', () => {
    const text = logged((log) => {
      const cause = new Error('ORA-00001 for 370283198001010002')
      log.warn(
        {
          department: 'justice',
          err: new Error('call 13800005678', { cause }),
          deep: [{ '370283198001010002': 370283198001010002n }],
        },
        'of 370283198001010002',
      )
      log.error(new Error('37028319800101000X'))
    })
    expect(text).toContain('justice')
    expect(text).toContain('ORA-00001')
    expect(text).not.toMatch(/370283198|13800005678/)
  })
})
