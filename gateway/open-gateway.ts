/**
 * Serves any supergraph over HTTP subgraphs with everything open: for conformance suites of federation, on loopback, never in
 * production. Speaks the plain federation protocol, without the signed context that our departments ask for.
 */
import type { AccessContext } from '../access/principal.ts'
import { openDepartments } from './departments.ts'
import { Gateway } from './gateway.ts'
import { openLimits } from './limits/limits.ts'
import { createLog, type Log } from './log.ts'
import { remoteSubgraph } from './remote-subgraph.ts'
import { createServer } from './server.ts'
import { loadSupergraph } from './supergraph.ts'

export interface OpenGateway {
  readonly address: string
  close(): Promise<void>
}

/** Throws in production. `port` 0 takes a free one. */
export async function openGateway(options: {
  readonly supergraphSdl: string
  readonly port: number
  readonly log?: Log
}): Promise<OpenGateway> {
  if (process.env['NODE_ENV'] === 'production') throw new Error('an open gateway is not for production')
  const log = options.log ?? createLog({ level: 'warn' })
  const subgraphs = loadSupergraph(options.supergraphSdl).subgraphs.map(({ name, url }) =>
    remoteSubgraph({ name, url, sign: null }),
  )
  const departments = openDepartments(new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph])), log)
  const gateway = new Gateway({ supergraphSdl: options.supergraphSdl, departments, log, audit: null, open: true })
  const server = await createServer({
    gateway,
    log,
    admit: async (_headers, traceId, at) => ({ ...nobody, traceId, at }),
    createDecider: null,
    refusals: null,
    limits: openLimits,
  })
  const address = await server.app.listen({ port: options.port, host: '127.0.0.1' })
  return {
    address,
    async close() {
      await server.close()
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()))
    },
  }
}

// Private:

const nobody: Omit<AccessContext, 'traceId' | 'at'> = {
  principal: { subject: 'open', department: null, roles: [], grids: [], staffKey: null, personId: null },
  purpose: null,
  rowScope: 'NONE',
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'open',
}
