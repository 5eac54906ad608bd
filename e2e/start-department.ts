/** What `npm run department -- NAME` does, in this process: a department as a server of its own beside the hub of a story. */
import { resolve } from 'node:path'
import { ContextVerifier } from '../access/signed-context.ts'
import { keptLog } from '../gateway/cases/kept-log.ts'
import { departmentDoor } from '../runner/department/door.ts'
import { departments } from '../runner/departments.ts'
import { openEstate } from '../runner/estate.ts'
import { faultLog } from '../runner/fault-log.ts'
import { openContextKeys } from '../runner/gateway-keys.ts'
import { silent } from '../runner/progress.ts'
import { Reloader } from '../runner/reloader.ts'
import { readRefSecret } from '../runner/secrets.ts'
import { DepartmentRuntime } from '../subgraphs/kit/department-runtime.ts'
import { TEST_PERSONS } from './start-test-hub.ts'

export interface TestDepartment {
  readonly address: string
  close(): Promise<void>
}

/** `data` is the hub's folder; `env` as the department's operator would set it. */
export async function startTestDepartment(
  name: string,
  data: string,
  env: NodeJS.ProcessEnv = {},
): Promise<TestDepartment> {
  const spec = departments.find((one) => one.name === name)
  if (!spec) throw new Error(`no department ${name}`)
  const log = keptLog()
  const reloader = new Reloader(log)
  const estate = await openEstate(resolve(data, 'estate'), TEST_PERSONS, silent)
  const { connection } = await estate.connect(name)
  const settings = { connection: { snapshots: resolve(data, 'snapshots'), ...connection } }
  const secret = readRefSecret(name, data, env, reloader)
  const runtime = await DepartmentRuntime.open(spec, settings, secret, faultLog(log))
  await runtime.adapter.refresh({ signal: AbortSignal.timeout(30_000) })
  const keys = await openContextKeys(data, env, reloader)
  const door = departmentDoor(runtime, new ContextVerifier(name, keys), faultLog(log))
  return {
    address: await door.listen({ port: 0, host: '127.0.0.1' }),
    async close() {
      reloader.close()
      await Promise.all([door.close(), runtime.close(), estate.close()])
    },
  }
}
