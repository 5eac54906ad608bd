/** Every list of attacks, by what is attacked. */
import type { Attack } from './attack.ts'
import { documentAttacks } from './documents.ts'
import { tokenAttacks } from './tokens.ts'
import { pageAttacks, transportAttacks } from './transport.ts'

export const attacks: Readonly<Record<string, readonly Attack[]>> = {
  tokens: tokenAttacks,
  transport: transportAttacks,
  pages: pageAttacks,
  documents: documentAttacks,
}
