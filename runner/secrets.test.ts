/** A hub does not start on a secret that is weak, used twice or open to others, and says which one it is without showing it. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../gateway/log.ts'
import { Reloader } from './reloader.ts'
import { readHubSecrets, readRefSecret } from './secrets.ts'

const good = () => randomBytes(32).toString('base64url')
const production = { NODE_ENV: 'production' }

let data = ''
let ref = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'pentagraph-secrets-'))
  mkdirSync(join(data, 'keys'))
  ref = join(data, 'keys/ref.secret')
})
afterEach(() => rmSync(data, { recursive: true }))

describe('secrets of the hub', () => {
  test('are made once, for their owner only', () => {
    const first = readHubSecrets(data, production)
    const second = readHubSecrets(data, production)
    expect(second.refMaster.secrets).toEqual(first.refMaster.secrets)
    expect(second.index.secrets).toEqual(first.index.secrets)
    expect(statSync(ref).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['short', 'c2hvcnQ'],
    ['not random', Buffer.alloc(32, 'ab').toString('base64url')],
    ['empty', ''],
  ])('%s: refused by the file’s name', (_kind, text) => {
    writeFileSync(ref, text, { mode: 0o600 })
    const refused = () => readHubSecrets(data, {})
    expect(refused).toThrow(ref)
    if (text !== '') expect(refused).not.toThrow(text)
  })

  test('used twice, in one file or in two: refused', () => {
    const one = good()
    writeFileSync(ref, `${one}\n${one}\n`)
    expect(() => readHubSecrets(data, {})).toThrow('twice')
    writeFileSync(ref, `${good()}\n${one}\n`)
    writeFileSync(join(data, 'keys/index.secret'), one)
    expect(() => readHubSecrets(data, {})).toThrow('twice')
  })

  test('the index secret may hold a former one, is read again, and stays when the new one must not be used', async () => {
    const [a, b, c] = [good(), good(), good()]
    const file = join(data, 'keys/index.secret')
    writeFileSync(file, `${b}\n${a}\n`)
    const secrets = readHubSecrets(data, {})
    const held = () => secrets.index.secrets.map((secret) => Buffer.from(secret).toString('base64url'))
    expect(held()).toEqual([b, a])
    const lines: string[] = []
    const reloader = new Reloader(createLog({ destination: { write: (line) => void lines.push(line) } }))
    let accepted = true
    secrets.followIndex(reloader, () => (accepted ? Promise.resolve() : Promise.reject(new TypeError('no'))))
    writeFileSync(file, `${c}\n${b}\n`)
    await reloader.look(true)
    expect(held()).toEqual([c, b])
    accepted = false
    writeFileSync(file, `${a}\n`)
    await reloader.look(true)
    accepted = true
    writeFileSync(file, readFileSync(ref, 'utf8'))
    await reloader.look(true)
    reloader.close()
    expect(held()).toEqual([c, b])
    expect(lines.filter((line) => line.includes('not usable'))).toHaveLength(2)
  })

  test.each([0o644, 0o604, 0o620])('open to others (%o): refused in production', (mode) => {
    writeFileSync(ref, good())
    chmodSync(ref, mode)
    expect(() => readHubSecrets(data, production)).toThrow('chmod 600')
    expect(() => readHubSecrets(data, {})).not.toThrow()
  })

  test('come from the environment, or from a file that it names', () => {
    const [own, index] = [good(), good()]
    const elsewhere = join(data, 'elsewhere')
    writeFileSync(elsewhere, `${own}\n`, { mode: 0o600 })
    const env = { ...production, PENTAGRAPH_REF_SECRET: `file:${elsewhere}`, PENTAGRAPH_INDEX_SECRET: index }
    expect(readHubSecrets(data, env).refMaster.secrets).toEqual([Buffer.from(own, 'base64url')])
    const department = { ...production, PENTAGRAPH_DEPARTMENT_REF_SECRET: own }
    expect(readRefSecret('housing', data, department).secrets).toEqual([Buffer.from(own, 'base64url')])
    expect(() => readFileSync(ref)).toThrow()
  })
})
