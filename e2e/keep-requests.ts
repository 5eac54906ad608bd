/**
 * Loaded before each test file: the request line of every HTTP request that the process sends or serves is kept, so that a number in a URL
 * is found whichever test causes it.
 */
import { hasSubscribers, subscribe } from 'node:diagnostics_channel'
import { keep } from '../gateway/cases/kept-log.ts'

/** A mark of ours: the process runs many test files and needs to listen only once. */
const MARK = 'pentagraph:requests-kept'

/** In the address of an attack that puts a token there on purpose (e2e/attack/tokens.ts). */
const PLANTED = 'planted-by-an-attack'

interface RequestLine {
  readonly method?: string
  readonly url?: string
  readonly path?: string
}

if (process.env['PENTAGRAPH_TEST_LOGS'] && !hasSubscribers(MARK)) {
  subscribe(MARK, () => undefined)
  // Node's server and client, and undici, which is also behind `fetch`.
  for (const channel of ['http.server.request.start', 'http.client.request.start', 'undici:request:create'])
    subscribe(channel, (message) => {
      const { method, url, path } = (message as { readonly request: RequestLine }).request
      if ((url ?? path ?? '').includes(PLANTED)) return
      keep('requests', `${channel} ${method ?? ''} ${decoded(url ?? path ?? '')}`)
    })
}

// Private:

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
