/** Secrets of the index are exchanged under a store in use: nobody is met twice, nothing is lost, and a hub without the right ones is refused. */
import { describe, expect, test } from '@jest/globals'
import { SecretRing } from '../../access/secret-ring.ts'
import type { HubStore } from '../../prisma/store.ts'
import { withStore } from '../../prisma/test-store.ts'
import type { LinkSource } from '../kit/identity.ts'
import { IndexSecretRefused, IndexSecrets, type IndexSecretState } from './index-secrets.ts'
import { indexKeyOfNumber } from './kinds/person.ts'
import type { OnLinkProgress } from './link-state.ts'
import { Linker } from './linker.ts'
import { MemorySource } from './memory-source.ts'
import { mergeEntities, undoMerge } from './merge.ts'
import { expire, seedTerms } from './rights/retention.ts'

const [A, B, C] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [Uint8Array, Uint8Array, Uint8Array]
const numberOf = (person: number) => `370283198001020${String(person).padStart(3, '0')}`
const DAY = 86_400_000

/** One hub on the store. */
async function hubOn(store: HubStore, sources: readonly LinkSource[], ...ring: readonly Uint8Array[]) {
  const secrets = await IndexSecrets.open(store, new SecretRing(ring))
  const linker = new Linker(store, sources, secrets)
  return {
    secrets,
    /** As the registry does. */
    async link(signal = AbortSignal.timeout(20_000), onProgress?: OnLinkProgress) {
      const number = await secrets.present()
      const failed = await linker.linkAll(signal, onProgress)
      if (failed.length === 0) await secrets.settle(number)
    },
    async find(person: number): Promise<string[]> {
      const { present, former } = await secrets.forReading()
      const keys = [present, ...former].map((ring) => indexKeyOfNumber(numberOf(person), 'RESIDENT_ID', ring))
      const rows = await store.sql.selectFrom('NumberIndex').select('entityId').where('key', 'in', keys).execute()
      return [...new Set(rows.map((row) => row.entityId))]
    },
    states: async () => (await secrets.state()).map(({ number, state, left }) => [number, state, left?.keys ?? null]),
  }
}

function city() {
  const police = new MemorySource('public-security')
  const housing = new MemorySource('housing')
  for (let at = 0; at < 20; at += 1) {
    police.put('Person', `Resident/self/${at}`, { name: `某${at}`, number: numberOf(at), birthDate: '1980-01-02' })
    if (at % 2 === 0) housing.put('Person', `Title/owner/${at}`, { name: `某${at}`, number: numberOf(at) })
  }
  return { police, housing, sources: [police, housing] }
}

const unreadable: LinkSource = {
  department: 'housing',
  entities: ['Person'],
  identities: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('away')) }) }),
  identify: () => Promise.reject(new Error('away')),
}

/** Entity by record. */
async function linksOf(store: HubStore): Promise<Record<string, string>> {
  const rows = await store.sql.selectFrom('Link').select(['department', 'localKey', 'entityId']).execute()
  return Object.fromEntries(rows.map((row) => [`${row.department} ${row.localKey}`, row.entityId]))
}

const refused = (code: string, keys?: number) =>
  expect.objectContaining({ name: 'IndexSecretRefused', code, ...(keys !== undefined && { keys }) }) as unknown as Error

describe('a hub whose secret is not the store’s', () => {
  test('is refused before anything is read, and told what to do; the same hub with the former secret behind is let in', () =>
    withStore(async (store) => {
      const { sources } = city()
      await (await hubOn(store, sources, A)).link()
      await expect(hubOn(store, sources, C)).rejects.toEqual(refused('INDEX_SECRET_UNKNOWN', 40))
      await expect(hubOn(store, sources, C)).rejects.toThrow(/Put that secret back/)
      await expect(hubOn(store, sources, C, A)).resolves.toBeDefined()
      const kept = await store.sql.selectFrom('IndexSecret').selectAll().execute()
      for (const secret of [A, C]) expect(JSON.stringify(kept)).not.toContain(Buffer.from(secret).toString('base64url'))
    }))

  test('is refused on a store that was linked before fingerprints were kept; which secret that was, the store says itself', () =>
    withStore(async (store) => {
      const { sources } = city()
      await (await hubOn(store, sources, A)).link()
      const links = await linksOf(store)
      await store.sql.deleteFrom('IndexSecret').execute()
      await expect(hubOn(store, sources, C)).rejects.toEqual(refused('INDEX_SECRET_UNKNOWN'))
      const hub = await hubOn(store, sources, B, A)
      expect(await hub.states()).toEqual([
        [1, 'LEAVING', 40],
        [2, 'PRESENT', null],
      ])
      await hub.link()
      expect(await linksOf(store)).toEqual(links)
    }))

  test('is let in where nothing was linked yet: the secret that a first start made may be exchanged for the right one', () =>
    withStore(async (store) => {
      const { sources } = city()
      await hubOn(store, sources, A)
      const hub = await hubOn(store, sources, C)
      await hub.link()
      expect(await hub.states()).toEqual([[1, 'PRESENT', null]])
      await expect(hubOn(store, sources, A)).rejects.toEqual(refused('INDEX_SECRET_UNKNOWN', 40))
    }))

  test('is refused while it runs: it neither links nor looks up', () =>
    withStore(async (store) => {
      const { police, sources } = city()
      const lagging = await hubOn(store, sources, A)
      await lagging.link()
      const ahead = await hubOn(store, sources, B, A)
      const links = await linksOf(store)
      police.put('Person', 'Resident/self/new', { name: '某新', number: numberOf(900) })
      await expect(lagging.link()).rejects.toBeInstanceOf(IndexSecretRefused)
      await expect(lagging.find(1)).rejects.toEqual(refused('INDEX_SECRET_UNKNOWN'))
      expect(await linksOf(store)).toEqual(links)
      await ahead.link()
      expect(Object.keys(await linksOf(store))).toHaveLength(Object.keys(links).length + 1)
    }))

  test('may not be given secrets while it runs that the store cannot be used with', () =>
    withStore(async (store) => {
      const { sources } = city()
      const hub = await hubOn(store, sources, B, A)
      await hub.link()
      await expect(hub.secrets.accept([C])).rejects.toEqual(refused('INDEX_SECRET_UNKNOWN', 40))
      await expect(hub.secrets.accept([C, B])).resolves.toBeUndefined()
    }))
})

describe('an exchange', () => {
  test('keeps everybody’s id and links; then the former secret is spent, and the new one alone is enough', () =>
    withStore(async (store) => {
      const { police, sources } = city()
      await (await hubOn(store, sources, A)).link()
      const links = await linksOf(store)
      const marks = () => store.sql.selectFrom('Entity').select(['id', 'updatedAt', 'golden']).orderBy('id').execute()
      const golden = await marks()
      const hub = await hubOn(store, sources, B, A)
      expect(await hub.states()).toEqual([
        [1, 'LEAVING', 40],
        [2, 'PRESENT', null],
      ])
      expect(await hub.find(4)).toEqual([links['housing Title/owner/4']])
      await expect(hubOn(store, sources, B)).rejects.toEqual(refused('INDEX_SECRET_STILL_NEEDED', 40))
      await hub.link()
      expect(await linksOf(store)).toEqual(links)
      // Only keys are made anew: no golden record is.
      expect(await marks()).toEqual(golden)
      expect(await hub.states()).toEqual([
        [1, 'SPENT', null],
        [2, 'PRESENT', null],
      ])
      const alone = await hubOn(store, sources, B)
      police.put('Person', 'Resident/self/again', { name: '某4', number: numberOf(4) })
      await alone.link()
      expect(await alone.find(4)).toEqual([links['housing Title/owner/4']])
      expect((await linksOf(store))['public-security Resident/self/again']).toBe(links['housing Title/owner/4'])
      await expect(hubOn(store, sources, A)).rejects.toEqual(refused('INDEX_SECRET_UNKNOWN', 40))
    }))

  test('a second one before the first is done: all three secrets are needed until everything was read', () =>
    withStore(async (store) => {
      const { police, housing, sources } = city()
      await (await hubOn(store, sources, A)).link()
      const links = await linksOf(store)
      await (await hubOn(store, [police, unreadable], B, A)).link()
      const hub = await hubOn(store, [unreadable, police], C, B, A)
      await expect(hubOn(store, sources, C, B)).rejects.toEqual(refused('INDEX_SECRET_STILL_NEEDED'))
      await hub.link()
      housing.put('Person', 'Title/owner/1', { name: '某1', number: numberOf(1) })
      await (await hubOn(store, sources, C, B, A)).link()
      expect(await linksOf(store)).toEqual({
        ...links,
        'housing Title/owner/1': links['public-security Resident/self/1'],
      })
      await expect(hubOn(store, sources, C)).resolves.toBeDefined()
    }))

  test('with a department that is away: what it says stays under the former secret, and others find its persons', () =>
    withStore(async (store) => {
      const { police, housing } = city()
      housing.put('Person', 'Title/owner/own', { name: '某房', number: numberOf(800) })
      await (await hubOn(store, [police, housing], A)).link()
      const links = await linksOf(store)
      const hub = await hubOn(store, [police, unreadable], B, A)
      await hub.link()
      expect((await hub.states())[0]).toEqual([1, 'LEAVING', 1])
      await hub.link()
      expect((await hub.states())[0]).toEqual([1, 'LEAVING', 1])
      expect(await hub.find(800)).toEqual([links['housing Title/owner/own']])
      police.put('Person', 'Resident/self/800', { name: '某房', number: numberOf(800) })
      await hub.link()
      expect((await linksOf(store))['public-security Resident/self/800']).toBe(links['housing Title/owner/own'])
      const back = await hubOn(store, [police, housing], B, A)
      await back.link()
      expect((await back.states())[0]).toEqual([1, 'SPENT', null])
    }))

  test('a record that is gone cannot be read again: its key is counted, and goes with its term', () =>
    withStore(async (store) => {
      await seedTerms(store)
      const { housing, sources } = city()
      housing.put('Person', 'Title/owner/own', { name: '某房', number: numberOf(800) })
      const first = await hubOn(store, sources, A)
      await first.link()
      housing.remove('Person', 'Title/owner/own')
      await first.link()
      const hub = await hubOn(store, sources, B, A)
      await hub.link()
      const leaving = { number: 1, state: 'LEAVING', left: { keys: 1, goneRecords: 1 } }
      expect((await hub.secrets.state())[0]).toMatchObject(leaving as Partial<IndexSecretState>)
      await expect(hubOn(store, sources, B)).rejects.toEqual(refused('INDEX_SECRET_STILL_NEEDED', 1))
      // It comes back: it is still the same person.
      const before = (await linksOf(store))['housing Title/owner/own']
      housing.put('Person', 'Title/owner/own', { name: '某房', number: numberOf(800) })
      await hub.link()
      expect((await linksOf(store))['housing Title/owner/own']).toBe(before)
      expect(await hub.find(800)).toEqual([before])
      expect((await hub.states())[0]).toEqual([1, 'SPENT', null])
      // Gone again, and past its term in the middle of the next exchange.
      housing.remove('Person', 'Title/owner/own')
      await hub.link()
      const next = await hubOn(store, sources, C, B)
      await next.link()
      expect((await next.states())[1]).toEqual([2, 'LEAVING', 1])
      await expire(store, Date.now() + 181 * DAY, AbortSignal.timeout(20_000))
      await next.link()
      expect((await next.states())[1]).toEqual([2, 'SPENT', null])
    }))

  test('a record that was gone at one department stays with its person when another one is read', () =>
    withStore(async (store) => {
      const { housing, sources } = city()
      const first = await hubOn(store, sources, A)
      await first.link()
      const links = await linksOf(store)
      housing.remove('Person', 'Title/owner/4')
      await first.link()
      const hub = await hubOn(store, sources, B, A)
      await hub.link()
      expect((await hub.states())[0]).toEqual([1, 'SPENT', null])
      const gone = await store.sql.selectFrom('Link').select(['matchKey', 'digest']).where('live', '=', 0).execute()
      expect(gone).toEqual([{ matchKey: expect.stringMatching(/^number:2:/) as unknown, digest: '' }])
      housing.put('Person', 'Title/owner/4', { name: '某4', number: numberOf(4) })
      await hub.link()
      expect(await linksOf(store)).toEqual(links)
    }))

  test('likenesses are found over it, and those that nobody says any more go', () =>
    withStore(async (store) => {
      const { police, housing, sources } = city()
      const first = await hubOn(store, sources, A)
      await first.link()
      police.put('Person', 'Resident/self/3', { name: '改名', number: numberOf(3), birthDate: '1980-01-02' })
      await first.link()
      const hub = await hubOn(store, sources, B, A)
      housing.put('Person', 'Title/owner/like', { name: '某5', birthDate: '1980-01-02' })
      await hub.link()
      const links = await linksOf(store)
      const pair = [links['public-security Resident/self/5'], links['housing Title/owner/like']].sort()
      const candidates = await store.sql.selectFrom('Candidate').select(['first', 'second']).execute()
      expect(candidates).toEqual([{ first: pair[0], second: pair[1] }])
      expect((await hub.states())[0]).toEqual([1, 'SPENT', null])
    }))

  test('one secret is spent while an older one is needed: what a merge remembers under the older one stays', () =>
    withStore(async (store) => {
      const { police, sources } = city()
      police.put('Person', 'Resident/self/gone', { name: '某去', number: numberOf(800) })
      const first = await hubOn(store, sources, A)
      await first.link()
      const links = await linksOf(store)
      const gone = links['public-security Resident/self/gone'] ?? ''
      police.remove('Person', 'Resident/self/gone')
      await first.link()
      const decision = { reason: 'CLERK', decider: 'clerk', now: 1 } as const
      const merge = await mergeEntities(store.sql, gone, links['public-security Resident/self/1'] ?? '', decision)
      await (await hubOn(store, sources, B, A)).link()
      const hub = await hubOn(store, sources, C, B, A)
      await hub.link()
      expect((await hub.states()).map(([, state]) => state)).toEqual(['LEAVING', 'SPENT', 'PRESENT'])
      await undoMerge(store.sql, merge, 2)
      expect(await hub.find(800)).toEqual([gone])
    }))

  test('a merge is undone after it: keys go back where they were', () =>
    withStore(async (store) => {
      const { police, sources } = city()
      await (await hubOn(store, sources, A)).link()
      const links = await linksOf(store)
      const [one, two, three] = [1, 3, 5].map((at) => links[`public-security Resident/self/${at}`] ?? '') as [
        string,
        string,
        string,
      ]
      const decision = { reason: 'CLERK', decider: 'clerk', now: 1 } as const
      const inner = await mergeEntities(store.sql, one, two, decision)
      const outer = await mergeEntities(store.sql, two, three, decision)
      const hub = await hubOn(store, sources, B, A)
      await hub.link()
      await undoMerge(store.sql, outer, 2)
      await undoMerge(store.sql, inner, 3)
      expect(await Promise.all([1, 3, 5].map((at) => hub.find(at)))).toEqual([[one], [two], [three]])
      police.put('Person', 'Resident/self/1b', { name: '某1', number: numberOf(1) })
      await hub.link()
      expect((await linksOf(store))['public-security Resident/self/1b']).toBe(one)
    }))
})

/** Small, seeded: the same numbers in every run. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Which records are one person, whatever the ids. */
async function personsIn(store: HubStore): Promise<readonly string[]> {
  const persons = new Map<string, string[]>()
  for (const [record, entity] of Object.entries(await linksOf(store)))
    persons.set(entity, [...(persons.get(entity) ?? []), record])
  return [...persons.values()].map((records) => records.sort().join()).sort()
}

describe('as if nothing had been exchanged:', () => {
  test.each(Array.from({ length: 12 }, (_, at) => at + 1))(
    'departments change, hubs take turns and are stopped, secrets come and go (seed %i)',
    (seed) =>
      withStore((store) =>
        withStore(async (control) => {
          const dice = random(seed)
          const { police, housing, sources } = city()
          const plain = await hubOn(control, sources, A)
          await hubOn(store, sources, A)
          let ring = [{ number: 1, secret: A }]
          for (let turn = 0; turn < 12; turn += 1) {
            for (let change = 0; change < 6; change += 1) {
              const source = dice(2) === 0 ? police : housing
              const key = `Row/self/${dice(15)}`
              if (dice(5) === 0) source.remove('Person', key)
              else {
                const person = dice(25)
                const name = dice(8) === 0 ? '别名' : `某${person}`
                source.put('Person', key, {
                  name,
                  birthDate: '1980-01-02',
                  ...(dice(6) > 0 && { number: numberOf(person) }),
                })
              }
            }
            if (dice(3) === 0) {
              const number = (ring[0]?.number ?? 0) + 1
              ring = [{ number, secret: new Uint8Array(32).fill(number) }, ...ring]
            }
            await plain.link()
            const secrets = ring.map(({ secret }) => secret)
            const hub = await hubOn(store, sources, ...secrets)
            if (dice(3) === 0) {
              const stopping = new AbortController()
              let steps = dice(3)
              const stop = () => void (steps-- === 0 && stopping.abort())
              await hub
                .link(stopping.signal, stop)
                .catch((error: unknown) => expect(stopping.signal.reason).toBe(error))
            }
            // The other hub still has the new one behind: that is how an operator begins.
            const other = await hubOn(store, sources, ...(dice(2) === 0 ? secrets : secrets.toReversed()))
            await other.link()
            const spent = (await hub.secrets.state()).filter(({ state }) => state === 'SPENT')
            ring = ring.filter(({ number }) => !spent.some((one) => one.number === number))
            expect(await personsIn(store)).toEqual(await personsIn(control))
          }
        }),
      ),
  )
})
