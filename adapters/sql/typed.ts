/** Work on a database as a whole: asked again while another has it locked, and what it throws is a SourceError. */
import { whileLocked } from './locks.ts'
import { typedSqlError } from './sql-errors.ts'

export async function typed<T>(department: string, work: () => Promise<T>): Promise<T> {
  try {
    return await whileLocked(work)
  } catch (error) {
    throw typedSqlError(error, department)
  }
}
