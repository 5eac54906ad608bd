/**
 * `npm run department -- NAME [--port N]`: one department as a server of its own, beside its legacy system. It answers only what the
 * gateway has signed. Needs the gateway's public key and the department's own ref secret; on one machine with the hub both are found
 * in the data folder.
 * `npm run department -- NAME --source URL|FILE`: reads the department's own system and prints what its declaration makes of it; serves
 * nothing. The same connection in the settings serves it.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ContextVerifier } from '../access/signed-context.ts'
import { createLog } from '../gateway/log.ts'
import { SourceError } from '../adapters/adapter.ts'
import type { DepartmentSpec } from '../subgraphs/kit/declaration.ts'
import { DepartmentRuntime } from '../subgraphs/kit/department-runtime.ts'
import { departmentDoor } from './department/door.ts'
import { readSource, reportLines, wasRead } from './department/source-report.ts'
import { departments } from './departments.ts'
import { openEstate } from './estate.ts'
import { faultLog } from './fault-log.ts'
import { openContextKeys } from './gateway-keys.ts'
import { terminalProgress } from './progress.ts'
import { Reloader } from './reloader.ts'
import { readRefSecret } from './secrets.ts'
import { readSettings } from './settings.ts'

const names = departments.map((spec) => spec.name).join(', ')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string' },
    source: { type: 'string', multiple: true },
  },
})
const spec = departments.find((one) => one.name === positionals[0])
const port = Number(values.port)
if (!spec || positionals.length !== 1 || !Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`Use: npm run department -- NAME [--port N] [--host ADDRESS]
     npm run department -- NAME --source URL|FILE|FOLDER
     npm run department -- NAME --source PART=URL|FILE|FOLDER …   (a department with several systems)
Departments: ${names}`)
  process.exit(2)
}
if (values.source) await lookAt(spec, values.source)

const settings = readSettings(process.env)
const progress = terminalProgress(process.stderr)
const log = createLog()
const signal = new AbortController()
const reloader = new Reloader(log, { onSignal: settings.production })
const own = settings.connections[spec.name]
const estate = own ? null : await openEstate(resolve(settings.data, 'estate'), settings.persons, progress)
const config = own ?? (await estate?.connect(spec.name))
if (!config) throw new Error(`${spec.name} has no connection`)
const snapshots = resolve(settings.data, 'snapshots')
const runtime = await DepartmentRuntime.open(
  spec,
  { ...config, connection: { snapshots, ...config.connection } },
  readRefSecret(spec.name, settings.data, process.env, reloader),
  faultLog(log),
)
await runtime.adapter.refresh({ signal: signal.signal })
const status = await runtime.status(signal.signal)
progress.done(`${spec.titleEn} ${spec.title}: ${status.records} records, ${status.quarantined} quarantined`)
const keys = await openContextKeys(settings.data, process.env, reloader)
const door = departmentDoor(runtime, new ContextVerifier(spec.name, keys), faultLog(log))
const address = await door.listen({ port, host: values.host ?? settings.host })
console.log(`${spec.name} listens at ${address}`)
console.log(`Start the hub with PENTAGRAPH_DEPARTMENT_URLS=${spec.name}=${address}`)

for (const end of ['SIGINT', 'SIGTERM'] as const) {
  process.once(end, () => {
    signal.abort()
    reloader.close()
    void Promise.all([door.close(), runtime.close(), estate?.close()]).then(() => process.exit(0))
  })
}

/** Prints what the declaration makes of the source, and ends. Exit status 1 when a table could not be read. */
async function lookAt(of: DepartmentSpec, sources: readonly string[]): Promise<never> {
  const telling = terminalProgress(process.stderr)
  try {
    const reports = await readSource(of, sources, (table, done) => telling.step(`Reading ${table} … ${done}`))
    telling.done(`${of.titleEn} ${of.title} looked at; nothing is served`)
    console.log(reportLines(reports).join('\n'))
    process.exit(reports.every(wasRead) ? 0 : 1)
  } catch (error) {
    const code = error instanceof SourceError ? `${error.code}: ` : ''
    console.error(`${code}${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  }
}
