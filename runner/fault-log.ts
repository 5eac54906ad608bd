/** Faults of a department go to the hub's log, which masks numbers wherever they stand. */
import type { Log } from '../gateway/log.ts'
import type { FaultLog } from '../subgraphs/kit/execute.ts'

export function faultLog(log: Log): FaultLog {
  return ({ department, traceId, error }) => log.warn({ department, traceId, err: error }, 'department fault')
}
