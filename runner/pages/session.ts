/**
 * Who is signed in at a page, and the page's way to the hub. The token stays in the memory of the tab: never in an address, a store of the browser
 * or a log. What is read from its claims only decides which parts of the page are shown; the hub decides everything else.
 */
import { hubClient, HubRefusal, type TypedDocument } from '../../clients/hub-client.ts'
import type { PagesConfig } from './contract.ts'

export interface Session {
  readonly token: string
  readonly subject: string
  readonly department: string | null
  readonly roles: readonly string[]
}

/** An answer in which the one thing that was asked for is there; throws HubRefusal with the code of its gap otherwise. */
export type Ask = <Result extends object, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  purpose: string | null,
) => Promise<Result>

/** Null when the text is no token. */
export function sessionOf(token: string): Session | null {
  try {
    const payload = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>
    const { sub, department, roles } = claims
    if (typeof sub !== 'string' || !Array.isArray(roles)) return null
    return { token, subject: sub, department: typeof department === 'string' ? department : null, roles }
  } catch {
    return null
  }
}

/** A token of the demo issuer; `department` says whose officer or developer it is, null the persona's own. Throws where there is none. */
export async function demoSession(persona: string, department: string | null): Promise<Session> {
  const query = new URLSearchParams({ persona, ...(department !== null && { department }) })
  const response = await fetch(`/explorer/token?${query}`, { headers: { accept: 'application/json' } })
  const { token } = (await response.json()) as { readonly token?: string }
  const session = sessionOf(token ?? '')
  if (!session) throw new Error('no token')
  return session
}

export function askWith(config: PagesConfig, session: Session): Ask {
  const client = hubClient(config.endpoint)
  return async (document, variables, purpose) => {
    const asker = { token: session.token, ...(purpose !== null && { purpose }) }
    const { data, gaps } = await client.execute(document, variables, asker)
    const [gap] = gaps
    if (gap && Object.values(data).some((value) => value === null))
      throw new HubRefusal(gap.reason ?? gap.code, null, gap.traceId)
    return data
  }
}

export async function fetchConfig(): Promise<PagesConfig> {
  const response = await fetch('/pages/config.json', { headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`config: ${response.status}`)
  return (await response.json()) as PagesConfig
}

/** For one change: the same key asks for the same change. `crypto.randomUUID` is there over TLS only. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, '0')).join('')
}
