/** What can befall a SQLite file that others read in place. */
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import Database from 'libsql'
import type { FaultName, Injected } from './kinds.ts'

export interface DatabasePlace {
  readonly path: string
  readonly table: string
  readonly column: string
}

type DatabaseFault = Extract<FaultName, 'hang' | 'cutOff' | 'renamed'>

const PAGE_BYTES = 4096

export function spoilDatabase({ path, table, column }: DatabasePlace, fault: DatabaseFault): Injected {
  switch (fault) {
    case 'hang': {
      const database = new Database(path)
      database.exec('BEGIN EXCLUSIVE')
      return {
        async heal() {
          database.exec('ROLLBACK')
          database.close()
        },
      }
    }
    case 'cutOff': {
      const whole = readFileSync(path)
      rewrite(path, whole.subarray(0, PAGE_BYTES + 100))
      return { heal: async () => rewrite(path, whole) }
    }
    case 'renamed':
      rename(path, table, column, `${column}_1`)
      return { heal: async () => rename(path, table, `${column}_1`, column) }
  }
}

// Private:

/** In place, so that whoever has the file open sees it. */
function rewrite(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'r+')
  ftruncateSync(fd, 0)
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, at)
  closeSync(fd)
}

function rename(path: string, table: string, from: string, to: string): void {
  const database = new Database(path)
  database.exec('PRAGMA busy_timeout = 2000')
  database.exec(`ALTER TABLE "${table}" RENAME COLUMN "${from}" TO "${to}"`)
  database.close()
}
