/** Whether a hub ever ran here: commands that only read must not make an empty store. */
import { existsSync } from 'node:fs'
import { fileOf, providerOf } from '../prisma/provider.ts'

export function hasStore(url: string): boolean {
  return providerOf(url) !== 'sqlite' || existsSync(fileOf(url))
}
