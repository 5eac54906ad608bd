/** The page's way to the hub: token, headers, time. */
import type { DepartmentStatus, ExplorerConfig } from './contract.ts'

interface AskedBy {
  readonly persona: string
  readonly purpose: string | null
  readonly caseNumber: string
  readonly token: string
}

export async function ask(config: ExplorerConfig, asker: AskedBy, params: object) {
  const started = performance.now()
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
  }
  const token = config.demoTokens ? await demoToken(asker.persona) : asker.token
  if (token) headers['authorization'] = `Bearer ${token}`
  if (asker.purpose) headers['x-purpose'] = asker.purpose
  // Header values are bytes; case numbers may hold Chinese characters.
  if (asker.caseNumber) headers['x-case'] = encodeURIComponent(asker.caseNumber)
  const response = await fetch(config.endpoint, { method: 'POST', headers, body: JSON.stringify(params) })
  const body: unknown = await response
    .json()
    .catch(() => ({ errors: [{ message: response.statusText, extensions: { code: 'INTERNAL' } }] }))
  return { body, status: response.status, milliseconds: performance.now() - started }
}

/** Demo tokens live for a while on the server's side; a fresh one per request keeps the page simple and never expired. */
async function demoToken(persona: string): Promise<string> {
  return (await getJson<{ token: string }>(`/explorer/token?persona=${encodeURIComponent(persona)}`)).token
}

export const fetchConfig = () => getJson<ExplorerConfig>('/explorer/config.json')
export const fetchStatus = () => getJson<DepartmentStatus[]>('/explorer/status.json')

async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return (await response.json()) as T
}
