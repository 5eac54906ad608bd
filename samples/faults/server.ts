/** What can befall a server that is asked: by what its stand-in can do on demand. */
import type { Fault, StandIn } from '../servers/listener.ts'
import type { FaultName, Injected } from './kinds.ts'

type RequestFault = Exclude<FaultName, 'cutOff' | 'replaced'>

export interface ServerPlace {
  readonly server: StandIn
  /** The column that gets another name. */
  readonly column: string
}

/** How much later an answer comes that merely is late. */
const LATE_MS = 120

export function spoilServer({ server, column }: ServerPlace, fault: RequestFault): Injected {
  server.setFault(faultOf(fault, column))
  return { heal: async () => server.setFault(null) }
}

// Private:

function faultOf(fault: RequestFault, column: string): Fault {
  switch (fault) {
    case 'latency':
      return { kind: 'slow', milliseconds: LATE_MS }
    case 'quota':
      return { kind: 'tooMany' }
    case 'renamed':
      return { kind: 'renamed', column }
    case 'flood':
      // Many ask while nothing is answered.
      return { kind: 'hang' }
    case 'behind':
      // By its own clock every token has yet to be issued, so it takes none.
      return { kind: 'expired' }
    default:
      return { kind: fault }
  }
}
