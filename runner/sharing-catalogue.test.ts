import { expect, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import type { Classified } from '../schema/classification.ts'
import { sharingCatalogue } from './sharing-catalogue.ts'

const place = (coordinate: string): [string, Classified] => [
  coordinate,
  { coordinate, department: 'housing', level: 3, category: '房屋权属', sharing: 'CONDITIONAL' },
]

test('lists each classified field once, with what it means to a user of the graph', () => {
  const schema = buildSchema(`
    type Query { titles(filter: TitleFilter, number: String): [Title] }
    type Title { "Number of the certificate (产权证号)." certificate: String state: String }
    input TitleFilter { "By state (权属状态)." state: String }
  `)
  const places = new Map(['Title.state', 'Title.certificate', 'TitleFilter.state', 'Query.titles(number:)'].map(place))
  const lines = sharingCatalogue([{ name: 'housing', title: '住建局', schema, places }])
  expect(lines.map(({ coordinate, meaning }) => [coordinate, meaning])).toEqual([
    ['Title.certificate', 'Number of the certificate (产权证号).'],
    ['Title.state', ''],
    ['TitleFilter.state', 'By state (权属状态).'],
  ])
  expect(lines[0]).toMatchObject({ department: 'housing', departmentTitle: '住建局', level: 3, sharing: 'CONDITIONAL' })
})
