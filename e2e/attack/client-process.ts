/**
 * A legitimate client in a process of its own: asks for the person card at a steady pace, whether or not the answer before has come, and
 * tells how long each took. An answer that is not whole counts as one that never came.
 */
import { print } from 'graphql'
import { PersonCardDocument } from '../../clients/generated/operations.ts'

export interface ClientTask {
  readonly address: string
  readonly token: string
  readonly caseNumber: string
  readonly person: string
  readonly everyMs: number
}

/** What the client tells when it is asked to: times in milliseconds since it was last asked, and answers that were not whole. */
export interface ClientTimes {
  readonly times: readonly number[]
  readonly failed: number
}

const query = print(PersonCardDocument)
let times: number[] = []
let failed = 0

process.on('message', (message: ClientTask | 'tell') => {
  if (message !== 'tell') {
    setInterval(() => void card(message), message.everyMs)
    return
  }
  process.send?.({ times, failed } satisfies ClientTimes)
  times = []
  failed = 0
})
process.once('disconnect', () => process.exit(0))

// Private:

async function card({ address, token, caseNumber, person }: ClientTask): Promise<void> {
  const began = performance.now()
  try {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${token}`,
        'x-purpose': 'MEDIATION',
        'x-case': encodeURIComponent(caseNumber),
      },
      body: JSON.stringify({ query, operationName: 'PersonCard', variables: { id: person } }),
      signal: AbortSignal.timeout(30_000),
    })
    const { data } = (await response.json()) as { data?: { person?: { name?: string | null } | null } | null }
    if (typeof data?.person?.name !== 'string') failed += 1
    times.push(performance.now() - began)
  } catch {
    failed += 1
  }
}
