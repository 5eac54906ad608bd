export interface FoundServer {
  readonly name: string
  readonly variable: string
  readonly url: string
  readonly state: 'answers' | 'silent' | 'absent'
  /** For people: version and place, or what went wrong. */
  readonly note: string
}
export function findServers(
  env: Readonly<Record<string, string | undefined>>,
  installed?: (program: string) => boolean,
): Promise<FoundServer[]>
