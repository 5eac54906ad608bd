import { expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { graphEntries, loadSupergraph } from '../../gateway/supergraph.ts'
import { readPlaces } from '../../gateway/places.ts'
import { sharingCatalogue } from './lines.ts'

const supergraph = loadSupergraph(readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'))
const graphs = new Map(graphEntries(supergraph.document).map(({ value, name }) => [value, name]))
const lines = sharingCatalogue(
  supergraph.api,
  readPlaces(supergraph.document, graphs),
  new Map([['housing', '住建局']]),
)
const line = (coordinate: string) => lines.find((one) => one.coordinate === coordinate)

test('a department’s own field stands under the department, with its grade and meaning', () => {
  expect(line('PropertyTitle.certificate')).toMatchObject({
    department: 'housing',
    departmentTitle: '住建局',
    level: 3,
    category: '房屋权属',
    sharing: 'CONDITIONAL',
  })
  expect(line('PropertyTitle.certificate')?.meaning).toContain('产权证号')
})

test('a field that a department adds to an entity is that department’s, not the registry’s', () => {
  expect(line('Person.idNumber')?.department).toBe('public-security')
  expect(line('Person.name')?.department).toBe('registry')
})

test('lists nothing twice, nothing that clients cannot see, and every subgraph', () => {
  expect(new Set(lines.map(({ coordinate }) => coordinate)).size).toBe(lines.length)
  expect(line('Person.justiceRef')).toBeUndefined()
  expect(new Set(lines.map(({ department }) => department))).toEqual(new Set(graphs.values()))
})
