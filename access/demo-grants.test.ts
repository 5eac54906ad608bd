/** The demo's grants hold together: open purposes, rows that reach, one that has expired, nothing beyond what the persona needs. */
import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { departments } from '../runner/departments.ts'
import { classificationOf } from '../subgraphs/kit/fields.ts'
import { demoGrants } from './demo-grants.ts'
import { unknownGrantFields } from './grant-fields.ts'
import { purposes } from './purposes.ts'
import { covers } from './row-scope.ts'

const NOW = 1_800_000_000_000
const grants = demoGrants(NOW)

describe('the grants of the demo', () => {
  test.each(grants.map((grant) => [grant.id, grant] as const))(
    '%s can be used by its role under its purpose',
    (_id, grant) => {
      const { role } = grant.grantee
      const scope = role === undefined ? undefined : purposes.find(({ code }) => code === grant.purpose)?.scopes[role]
      expect(scope).toBeDefined()
      expect(covers(grant.rows, scope ?? 'ALL')).toBe(true)
      expect(grant.fields.length).toBeGreaterThan(0)
      expect(new Set(grant.fields).size).toBe(grant.fields.length)
    },
  )

  test('name only what their departments have in the supergraph', () => {
    expect(unknownGrantFields(grants, readFileSync('schema/supergraph.graphql', 'utf8'))).toEqual([])
  })

  test('no number of a person’s document is plain by the way: masked unless a grant names it', () => {
    const open = departments.flatMap(({ name: department, records }) =>
      records.flatMap((record) =>
        Object.entries(record.fields).flatMap(([name, field]) => {
          if (field.kind !== 'value' || !field.identityKind) return []
          const { category } = classificationOf(record.classified, field.options)
          return grants
            .filter((grant) => grant.department === department && grant.effect === 'PLAIN')
            .filter(({ fields }) => fields.includes(`category:${category}`) || fields.includes(`${record.name}.*`))
            .map(({ id }) => `${id}: ${record.name}.${name}`)
        }),
      ),
    )
    expect(open).toEqual([])
  })

  test('each has an id of its own', () => {
    expect(new Set(grants.map((grant) => grant.id)).size).toBe(grants.length)
  })

  test('all are in force but the one that shows an expired right', () => {
    expect(grants.filter((grant) => grant.validTo <= NOW).map((grant) => grant.id)).toEqual([
      'rent-disputes:housing:plain',
    ])
    expect(grants.every((grant) => grant.validFrom <= NOW)).toBe(true)
  })

  test('assessment and audit open no data of persons', () => {
    const withoutRows = grants.filter((grant) => grant.rows === 'NONE')
    const open = withoutRows.map(({ grantee, fields }) => [grantee.role, ...fields])
    expect(open).toEqual([
      ['data-officer', 'category:统计'],
      ['auditor', 'category:访问记录'],
      ['bi', 'category:统计'],
    ])
    expect(grants.filter(({ grantee }) => grantee.role === 'auditor')).toHaveLength(1)
    expect(grants.filter(({ grantee }) => grantee.role === 'citizen')).toEqual([])
  })
})
