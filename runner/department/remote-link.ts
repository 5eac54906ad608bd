/** A department in a process of its own as the registry and the start table see it. The graph's questions go by gateway/remote-subgraph.ts. */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { signContext } from '../../access/signed-context.ts'
import { pentagraphError } from '../../schema/errors.ts'
import type { BaseDataKeeper, KeptRow, KnownRow } from '../../subgraphs/kit/base-data.ts'
import type { Corrector, SpotValue } from '../../subgraphs/kit/corrections.ts'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import type { DepartmentStatus } from '../../subgraphs/kit/department-runtime.ts'
import type { Identity, LinkSource } from '../../subgraphs/kit/identity.ts'
import { knownKinds } from '../../subgraphs/kit/link-source.ts'
import type { ContextSigner } from '../gateway-keys.ts'
import type { TableQuality } from '../quality.ts'
import {
  baseDataKnown,
  contextHeader,
  correctionLook,
  isKeptAnswer,
  linkContext,
  linkOperations,
} from './link-protocol.ts'

export interface RemoteLink extends LinkSource {
  status(signal: AbortSignal): Promise<DepartmentStatus>
  quality(signal: AbortSignal): Promise<readonly TableQuality[]>
  readonly corrections: Corrector
  readonly baseData: BaseDataKeeper
}

export function remoteLink(spec: DepartmentSpec, url: string, signer: ContextSigner): RemoteLink {
  const ask = async (
    path: string,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    access = linkContext(crypto.randomUUID()),
  ): Promise<Response> => {
    const context = await signContext(access, { department: spec.name, query, variables }, signer())
    const answer = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', [contextHeader]: context },
      body: JSON.stringify(variables),
      signal,
    })
    if (!answer.ok) throw new Error(`${spec.name} answered ${answer.status}`)
    return answer
  }
  return {
    department: spec.name,
    entities: knownKinds(spec),
    async *identities(entity, signal) {
      const answer = await ask('/link/identities', linkOperations.identities, { entity }, signal)
      let whole = false
      for await (const line of lines(answer)) {
        const batch: unknown = JSON.parse(line)
        if (batch === 'end') whole = true
        else yield batch as readonly Identity[]
      }
      if (!whole) throw new Error(`${spec.name} broke off while it listed ${entity}`)
    },
    async identify(entity, keys, signal) {
      const answer = await ask('/link/identify', linkOperations.identify, { entity, keys }, signal)
      return (await answer.json()) as (Identity | null)[]
    },
    async status(signal) {
      const answer = await ask('/status', linkOperations.status, {}, signal)
      return (await answer.json()) as DepartmentStatus
    },
    async quality(signal) {
      const answer = await ask('/quality', linkOperations.quality, {}, signal)
      return (await answer.json()) as readonly TableQuality[]
    },
    corrections: {
      async look(access, asked, signal) {
        return answered<SpotValue>(ask('/corrections/look', correctionLook, { ...asked }, signal, access))
      },
      async read(spot, signal) {
        return answered<SpotValue>(ask('/corrections/read', linkOperations.correctionRead, { ...spot }, signal))
      },
      async write(change, signal) {
        await answered(ask('/corrections/write', linkOperations.correctionWrite, { ...change }, signal))
      },
    },
    baseData: {
      async known(access, asked, signal) {
        return (
          (await answered<readonly KnownRow[]>(ask('/base-data/known', baseDataKnown, { ...asked }, signal, access))) ??
          []
        )
      },
      async row(at, signal) {
        return answered<KeptRow>(ask('/base-data/row', linkOperations.baseDataRow, { ...at }, signal))
      },
      async write(change, signal) {
        await answered(ask('/base-data/write', linkOperations.baseDataWrite, { ...change }, signal))
      },
    },
  }

  /** A refusal with a code comes back as the error it was in the department; whatever else goes wrong is a department that does not answer. */
  async function answered<T>(asking: Promise<Response>): Promise<T | null> {
    const { value, error } = await asking
      .then(async (answer) => {
        const said: unknown = await answer.json()
        if (!isKeptAnswer<T>(said)) throw new Error(`${spec.name} did not answer what was asked`)
        return said
      })
      .catch((cause: unknown) => {
        throw pentagraphError('DEPARTMENT_UNAVAILABLE', { department: spec.name }, cause)
      })
    if (error) throw pentagraphError(error.code, error.details)
    return value ?? null
  }
}

// Private:

async function* lines(answer: Response): AsyncIterable<string> {
  const decoder = new TextDecoder()
  let rest = ''
  if (!answer.body) return
  for await (const chunk of Readable.fromWeb(answer.body as ReadableStream)) {
    const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts.filter((part) => part !== '')
  }
  if (rest !== '') yield rest
}
