/**
 * The stand-in systems of an estate as a process of their own, so that their CPU and memory are not counted as the hub's. Prints how each
 * department is reached, as one line of JSON. Nothing pushes messages: the hospital and the monitoring stations stay silent.
 */
import { join } from 'node:path'
import { departments } from '../runner/departments.ts'
import { openEstate } from '../runner/estate.ts'
import { silent } from '../runner/progress.ts'
import type { DepartmentConfig } from '../subgraphs/kit/department-runtime.ts'

const [folder = '', persons = ''] = process.argv.slice(2)
if (!folder || !persons) throw new Error('Use: estate-servers FOLDER PERSONS')
const estate = await openEstate(folder, Number(persons), silent)
const silentOnes: Readonly<Record<string, DepartmentConfig>> = {
  health: {
    connection: {
      parts: {
        register: { path: join(folder, 'health/health.db') },
        messages: { path: join(folder, 'health/messages') },
      },
    },
  },
  environment: {
    connection: {
      parts: {
        database: { path: join(folder, 'environment/environment.db') },
        stations: { url: 'tcp://127.0.0.1:0', stations: {} },
      },
    },
  },
}
const configs: Record<string, DepartmentConfig> = {}
for (const { name } of departments) configs[name] = silentOnes[name] ?? (await estate.connect(name))
console.log(JSON.stringify(configs))

// Ends with the process that started it, however that ends.
process.stdin.resume()
process.stdin.once('end', () => process.exit(0))
