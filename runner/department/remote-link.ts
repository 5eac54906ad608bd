/** A department in a process of its own as the registry and the start table see it. The graph's questions go by gateway/remote-subgraph.ts. */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { signContext } from '../../access/signed-context.ts'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import type { DepartmentStatus } from '../../subgraphs/kit/department-runtime.ts'
import type { Identity, LinkSource } from '../../subgraphs/kit/identity.ts'
import { knownKinds } from '../../subgraphs/kit/link-source.ts'
import type { ContextSigner } from '../gateway-keys.ts'
import type { TableQuality } from '../quality.ts'
import { contextHeader, linkContext, linkOperations } from './link-protocol.ts'

export interface RemoteLink extends LinkSource {
  status(signal: AbortSignal): Promise<DepartmentStatus>
  quality(signal: AbortSignal): Promise<readonly TableQuality[]>
}

export function remoteLink(spec: DepartmentSpec, url: string, signer: ContextSigner): RemoteLink {
  const ask = async (
    path: string,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Response> => {
    const context = await signContext(
      linkContext(crypto.randomUUID()),
      { department: spec.name, query, variables },
      signer(),
    )
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
