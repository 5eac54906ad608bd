/** The project's folder, wherever the bundle that asks stands in it. */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(resolve(folder, 'codegen.yml'))) {
    const up = dirname(folder)
    if (up === folder) throw new Error('the project folder was not found')
    folder = up
  }
  return folder
}
