export interface LogFault {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** What was found; never the value. */
  readonly what: string
}
export function faultsIn(folder: string): LogFault[]
