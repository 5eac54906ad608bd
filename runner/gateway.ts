/** `npm run gateway -- --supergraph FILE --open --port N`: any supergraph, everything open, for conformance suites. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openGateway } from '../gateway/open-gateway.ts'

const { values } = parseArgs({
  options: {
    supergraph: { type: 'string' },
    open: { type: 'boolean', default: false },
    port: { type: 'string', default: '4000' },
  },
})

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'

if (!values.supergraph || !values.open) {
  console.error(
    'Use: npm run gateway -- --supergraph FILE --open [--port N]\nWithout --open there is npm start, which guards every door.',
  )
  process.exit(2)
}
if (process.env['NODE_ENV'] === 'production') {
  console.error('An open gateway is refused when NODE_ENV=production.')
  process.exit(1)
}

const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error('--port must be a whole number from 0 to 65535.')
  process.exit(2)
}
const gateway = await openGateway({ supergraphSdl: readFileSync(values.supergraph, 'utf8'), port })
console.log(`Open gateway ready at ${gateway.address}/graphql`)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void gateway.close().then(() => process.exit(0)))
