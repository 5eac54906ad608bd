/** `npm start`: the hub on its embedded default, with what a person wants to see when it is ready. */
import { createLog } from '../gateway/log.ts'
import { startHub } from './hub.ts'
import { demoIds } from './demo-ids.ts'
import { terminalExample } from './examples.ts'
import { terminalProgress } from './progress.ts'
import { readSettings } from './settings.ts'
import { startTable } from './start-table.ts'

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'

const began = Date.now()
const settings = readSettings(process.env)
console.error('Pentagraph starts')
const hub = await startHub({
  settings,
  env: process.env,
  progress: terminalProgress(process.stderr),
  log: createLog(),
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})

console.log(`\n${startTable(await hub.status(), await hub.linked())}`)
console.log(
  `\nReady in ${((Date.now() - began) / 1000).toFixed(1)} s at ${hub.address}  (explorer at /, departments at /status, catalogue at /catalogue)`,
)
const ids = await demoIds(hub.store, settings.data)
if (ids) console.log(`\nTry it:\n\n${terminalExample(hub.address, ids)}\n`)

for (const end of ['SIGINT', 'SIGTERM'] as const) {
  process.once(end, () => {
    console.error('\nStopping …')
    void hub.close().then(() => process.exit(0))
  })
}
