import { SourceError, type Adapter } from '../adapter.ts'
import type { Connection, Hl7System, TableUse } from '../open.ts'

export function openHl7(
  department: string,
  system: Hl7System,
  uses: readonly TableUse[],
  connection: Connection,
): Promise<Adapter> {
  return Promise.reject(
    new SourceError('NOT_SUPPORTED', department, `${system.technology} ${uses.length} ${connection.path ?? ''}`),
  )
}
