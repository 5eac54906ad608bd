/** SDL of the registry and of every department, made from the declarations: needs no data, no server, no network. */
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import { knownKinds } from '../../subgraphs/kit/link-source.ts'
import { buildDepartment } from '../../subgraphs/kit/subgraph.ts'
import { buildPolicy } from '../../subgraphs/policy/policy.ts'
import { buildRegistry } from '../../subgraphs/registry/subgraph.ts'
import type { NamedSdl } from './faults.ts'

export async function buildSubgraphs(departments: readonly DepartmentSpec[]): Promise<NamedSdl[]> {
  const registry = await buildRegistry(
    departments.map((spec) => ({ department: spec.name, entities: knownKinds(spec) })),
  )
  const subgraphs: NamedSdl[] = [
    { name: 'registry', sdl: registry.sdl },
    { name: 'policy', sdl: (await buildPolicy()).sdl },
  ]
  for (const spec of departments) subgraphs.push({ name: spec.name, sdl: (await buildDepartment(spec)).subgraph.sdl })
  return subgraphs
}
