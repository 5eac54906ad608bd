/** One side of a candidate or a conflict: the entity as the graph shows it to the officer, and what each record says. */
import type { LinkSideCardFragment } from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { Fact } from '../workbench/facts.tsx'
import type { Office } from '../workbench/office.ts'
import { linkNames, linkWords as words } from './words.ts'

type Entity = NonNullable<LinkSideCardFragment['entity']>
export type LinkRecordShown = LinkSideCardFragment['records'][number]

interface SideProps {
  readonly office: Office
  readonly side: LinkSideCardFragment
}

export function SideCard({ office, side }: SideProps) {
  const say = useSay()
  return (
    <section className="side" aria-label={side.id}>
      <h3>
        <code>{side.id}</code>
      </h3>
      <dl>
        {valuesOf(side.entity).map(([field, value]) => (
          <Fact key={field} name={say(linkNames[field], field)}>
            {value ?? say(words.hidden)}
          </Fact>
        ))}
      </dl>
      <ul className="records">
        {side.records.map((record) => (
          <li key={record.handle}>
            <RecordText office={office} record={record} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export function RecordText({ office, record }: { readonly office: Office; readonly record: LinkRecordShown }) {
  const say = useSay()
  const said = record.says.map(({ field, value }) => `${say(linkNames[field], field)} ${value ?? say(words.hidden)}`)
  return (
    <>
      <b>{office.departmentTitle(record.department)}</b> {record.record !== null && <code>{record.record}</code>}{' '}
      {record.asOf !== null && <small>{minuteOf(record.asOf)}</small>} {said.join('，')}
    </>
  )
}

// Private:

/** What tells entities of a kind apart, in the order in which a person compares them. */
function valuesOf(entity: Entity | null): readonly (readonly [field: string, value: string | null])[] {
  if (entity === null) return []
  switch (entity.__typename) {
    case 'Person':
      return [
        ['name', entity.name],
        ['sex', entity.sex],
        ['birthDate', entity.birthDate],
      ]
    case 'House':
      return [
        ['address', entity.address],
        ['addressCode', entity.addressCode],
      ]
    case 'Organisation':
      return [
        ['name', entity.orgName],
        ['creditCode', entity.creditCode],
        ['address', entity.orgAddress],
      ]
    case 'ManagedObject':
      return [
        ['name', entity.objectName],
        ['code', entity.code],
      ]
    case 'Event':
      return [
        ['number', entity.number],
        ['title', entity.title],
        ['reportedAt', entity.reportedAt],
      ]
  }
}
