import { describe, expect, test } from '@jest/globals'
import type { Classified } from '../schema/classification.ts'
import { fieldNames, isForPurpose, nameKind, unknownGrantFields } from './grant-fields.ts'

const supergraph = `
  schema @link(url: "https://specs.apollo.dev/link/v1.0") { query: Query }
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  scalar Day @join__type(graph: HOUSING)
  union Found @join__type(graph: HOUSING) = PropertyTitle
  enum join__Graph { HOUSING @tag(name: "estate") @join__graph(name: "housing", url: "") MARKET_REGULATION @join__graph(name: "market-regulation", url: "") }
  type Person @join__type(graph: HOUSING, key: "id") @join__type(graph: MARKET_REGULATION, key: "id") {
    id: ID!
    housingRef: String @join__field(graph: HOUSING, external: true)
    properties(state: String @classified(level: 2, category: "权属状态", sharing: CONDITIONAL)): [PropertyTitle]
      @join__field(graph: HOUSING) @classified(level: 3, category: "房屋权属", sharing: CONDITIONAL)
  }
  type PropertyTitle implements Right @join__type(graph: HOUSING) @join__implements(graph: MARKET_REGULATION, interface: "Right")
    @classified(level: 3, category: "房屋权属", sharing: CONDITIONAL) {
      certificate: String @classified(level: 4, category: "证书", sharing: CONDITIONAL)
      remark: String @classified(level: 4, category: null, sharing: CONDITIONAL)
    }
  enum Copied @join__type(graph: HOUSING) { HOUSING @join__graph(name: "justice", url: "") }
  input TitleFilter @join__type(graph: HOUSING) { state: String }
  enum TitleOrder @join__type(graph: HOUSING) { STATE @join__enumValue(graph: HOUSING) }
`
const unknown = (department: string, ...fields: string[]) =>
  unknownGrantFields([{ id: 'g', department, fields }], supergraph)

describe('what a grant names', () => {
  test('is there in its department', () => {
    expect(
      unknown(
        'housing',
        'category:房屋权属',
        'category:权属状态',
        'category:证书',
        'Person.properties',
        'Person.properties(state)',
        'PropertyTitle.*',
        'PropertyTitle.certificate',
        'TitleFilter.state',
        'TitleOrder.STATE',
        'Person.id',
      ),
    ).toEqual([])
  })

  test.each([
    'category:房屋',
    'PropertyTitle.certficate',
    'PropertyTitel.*',
    'Person.housingRef',
    'Day.*',
    'Found.*',
    'category:undefined',
    '',
  ])('%j is not there', (name) => {
    expect(unknown('housing', name)).toEqual([`g: ${name}`])
  })

  test('of another department is not there', () => {
    expect(unknown('market-regulation', 'category:房屋权属', 'Person.properties', 'PropertyTitle.*')).toHaveLength(3)
    expect(unknown('nobody', 'Person.*')).toHaveLength(1)
  })

  test('is found by the narrowest name', () => {
    const place: Classified = {
      department: 'housing',
      coordinate: 'PropertyTitle.certificate',
      level: 3,
      category: '房屋权属',
      sharing: 'CONDITIONAL',
    }
    expect(nameKind(['category:房屋权属', 'PropertyTitle.*', 'PropertyTitle.certificate'], place)).toBe('COORDINATE')
    expect(nameKind(['category:房屋权属', 'PropertyTitle.*'], place)).toBe('TYPE')
    expect(nameKind(['category:房屋权属'], place)).toBe('CATEGORY')
    expect(nameKind(['PropertyTitle', 'PropertyTitle.', 'Property.*', 'category:'], place)).toBeNull()
  })

  test('all names of all departments are names and nothing else', () => {
    const names = [...fieldNames(supergraph)]
    expect(names).toContain('Person.id')
    expect(names.filter((name) => typeof name !== 'string')).toEqual([])
  })

  test('a purpose opens what it names, and all where it says so', () => {
    const place: Classified = {
      department: 'housing',
      coordinate: 'PropertyTitle.certificate',
      level: 3,
      category: '房屋权属',
      sharing: 'CONDITIONAL',
    }
    const opens = (...fields: string[]) => isForPurpose(fields, place)
    expect([opens('*'), opens('PropertyTitle.*'), opens('Person.id', 'category:房屋权属')]).toEqual([true, true, true])
    expect([opens(), opens('Person.*'), opens('category:*')]).toEqual([false, false, false])
  })
})
