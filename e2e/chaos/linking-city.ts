/** Two departments that keep records of the same invented persons: enough of them for several transactions each. */
import { MemorySource } from '../../subgraphs/registry/memory-source.ts'

export const LINKED_PERSONS = 8_000

export function linkingCity(): readonly MemorySource[] {
  const departments = ['public-security', 'housing'].map((department) => new MemorySource(department))
  for (let at = 0; at < LINKED_PERSONS; at += 1) {
    const day = 19500101 + (at % 28)
    const number = `370290${day}${String(Math.floor(at / 28)).padStart(4, '0')}`
    for (const department of departments)
      department.put('Person', `Row/self/${at}`, { name: `某${at}`, number, birthDate: '1980-01-02' })
  }
  return departments
}
