/** A grid worker's visit (基础信息采集): choose a house, a shop or an object of the own grid, see what is known, enter what is new, once. */
import { useCallback, useEffect, useState } from 'react'
import {
  BaseDataHousesDocument,
  BaseDataKnownDocument,
  BaseDataObjectsDocument,
  BaseDataShopsDocument,
  MyBaseDataDocument,
  RecordBaseDataDocument,
  type BaseDataEntryCardFragment,
  type BaseDataItem,
  type BaseDataKnownQuery,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, Labelled, PagedList, Refusal, usePaged } from '../parts.tsx'
import { Fact } from '../workbench/facts.tsx'
import type { Office } from '../workbench/office.ts'
import { baseDataNames as names, baseDataWords as words } from './words.ts'

const BASE_DATA = 'BASE_DATA'
const kinds = ['houses', 'shops', 'objects'] as const
type Kind = (typeof kinds)[number]
type Form = NonNullable<BaseDataKnownQuery['baseDataForm']>

interface Subject {
  readonly id: string
  readonly name: string
}

export function BaseDataVisit({ office }: { readonly office: Office }) {
  const say = useSay()
  const [kind, setKind] = useState<Kind>('houses')
  const [subject, setSubject] = useState<Subject | null>(null)
  if (subject) return <Visit office={office} subject={subject} onBack={() => setSubject(null)} />
  return (
    <>
      <Labelled label={say(words.kind)}>
        {(id) => (
          <select id={id} value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {say(words[one])}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Subjects key={kind} office={office} kind={kind} onChosen={setSubject} />
      <h2>{say(words.mine)}</h2>
      <Mine office={office} />
    </>
  )
}

// Private:

interface SubjectsProps {
  readonly office: Office
  readonly kind: Kind
  readonly onChosen: (subject: Subject) => void
}

function Subjects({ office: { ask }, kind, onChosen }: SubjectsProps) {
  const say = useSay()
  const list = usePaged(
    useCallback(
      async (after: string | null) => {
        if (kind === 'objects') {
          const found = (await ask(BaseDataObjectsDocument, { after }, BASE_DATA)).managedObjects
          return found && { ...found, nodes: found.nodes.map(({ id, name, code, address }) => ({ id, name: [name ?? code, address].filter(Boolean).join(' · ') })) } // prettier-ignore
        }
        const houses = (await ask(BaseDataHousesDocument, { after: kind === 'houses' ? after : null }, BASE_DATA))
          .houses
        if (kind === 'houses')
          return houses && { ...houses, nodes: houses.nodes.map(({ id, address, addressCode }) => ({ id, name: address ?? addressCode ?? id })) } // prettier-ignore
        const grid = houses?.nodes.find((house) => house.grid)?.grid?.code
        if (!grid) return null
        const found = (await ask(BaseDataShopsDocument, { grid, after }, BASE_DATA)).organisations
        return found && { ...found, nodes: found.nodes.map(({ id, name, address }) => ({ id, name: [name, address].filter(Boolean).join(' · ') })) } // prettier-ignore
      },
      [ask, kind],
    ),
  )
  return (
    <PagedList list={list} empty={say(words.none)}>
      {({ id, name }) => (
        <li key={id} className="card">
          <div className="head">
            <strong>{name}</strong>
            <button type="button" className="plain" onClick={() => onChosen({ id, name })}>
              {say(words.choose)}
            </button>
          </div>
        </li>
      )}
    </PagedList>
  )
}

interface VisitProps {
  readonly office: Office
  readonly subject: Subject
  readonly onBack: () => void
}

function Visit({ office, subject, onBack }: VisitProps) {
  const say = useSay()
  const { ask } = office
  const [form, setForm] = useState<Form | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [values, setValues] = useState<Readonly<Partial<Record<BaseDataItem, string>>>>({})
  const [entry, setEntry] = useState<BaseDataEntryCardFragment | null>(null)
  const read = useCallback(() => {
    setFailure(null)
    ask(BaseDataKnownDocument, { subject: subject.id }, BASE_DATA)
      .then(({ baseDataForm }) => setForm(baseDataForm))
      .catch(setFailure)
  }, [ask, subject.id])
  useEffect(read, [read])
  const record = async (idempotencyKey: string) => {
    if (!form) return
    const given = Object.entries(values).flatMap(([item, value]) =>
      value ? [{ item: item as BaseDataItem, value }] : [],
    )
    const variables = {
      input: { subject: subject.id, values: given },
      expectedVersion: form.version,
      idempotencyKey,
    }
    setEntry((await ask(RecordBaseDataDocument, variables, BASE_DATA)).recordBaseData)
    setValues({})
    read()
  }
  return (
    <>
      <p>
        <button type="button" className="plain" onClick={onBack}>
          ← {say(words.back)}
        </button>
      </p>
      <h2>{subject.name}</h2>
      {failure !== null && <Refusal failure={failure} onRetry={read} />}
      {entry && (
        <ul className="cards">
          <EntryCard entry={entry} />
        </ul>
      )}
      {form && (
        <ChangeForm label={say(words.visit)} submit={say(words.submit)} onSubmit={record}>
          <p className="notice">{say(words.onlyNew)}</p>
          {form.items.map(({ item, name, choices, known }) => (
            <fieldset key={item}>
              <legend>{name}</legend>
              <dl>
                {known.map((one) => (
                  <Fact key={one.field} name={one.departmentTitle ?? one.department}>
                    {one.value} {one.gap !== null && <em>{say(names[one.gap], one.gap)}</em>}{' '}
                    <small>
                      {say(words.asOf)} {one.asOf === null ? say(words.noDate) : minuteOf(one.asOf)}
                      {!one.writable && ` · ${say(words.notThere)}`}
                      {one.writable && one.way === 'INSTRUCTION' && ` · ${say(words.byHand)}`}
                    </small>
                  </Fact>
                ))}
              </dl>
              <Labelled label={`${name} · ${say(words.new)}`}>
                {(id) =>
                  choices ? (
                    <select
                      id={id}
                      value={values[item] ?? ''}
                      onChange={(event) => setValues({ ...values, [item]: event.target.value })}
                    >
                      <option value="">{say(words.unchanged)}</option>
                      {choices.map((choice) => (
                        <option key={choice.value} value={choice.value}>
                          {choice.name}
                        </option>
                      ))}
                    </select>
                  ) : (
                    <input
                      id={id}
                      maxLength={500}
                      value={values[item] ?? ''}
                      onChange={(event) => setValues({ ...values, [item]: event.target.value })}
                    />
                  )
                }
              </Labelled>
            </fieldset>
          ))}
        </ChangeForm>
      )}
    </>
  )
}

function Mine({ office: { ask } }: { readonly office: Office }) {
  const say = useSay()
  const list = usePaged(
    useCallback(
      async (after: string | null) => (await ask(MyBaseDataDocument, { after }, BASE_DATA)).myBaseDataEntries,
      [ask],
    ),
  )
  return (
    <PagedList list={list} empty={say(words.noMine)}>
      {(one) => <EntryCard key={one.id} entry={one} />}
    </PagedList>
  )
}

function EntryCard({ entry: { id, enteredAt, deliveries } }: { readonly entry: BaseDataEntryCardFragment }) {
  const say = useSay()
  return (
    <li className="card">
      <div className="head">
        <strong>
          <code>{id}</code>
        </strong>
        <span>{minuteOf(enteredAt)}</span>
      </div>
      <dl>
        {deliveries.map((one) => (
          <Fact key={one.id} name={one.departmentTitle ?? one.department}>
            <span className={`badge ${one.outcome.toLowerCase()}`}>{say(names[one.outcome], one.outcome)}</span>{' '}
            {one.reason !== null && say(names[one.reason], one.reason)}
            {one.newerAsOf !== null && ` · ${say(words.newer)} ${minuteOf(one.newerAsOf)}`}
            {one.nextTryAt !== null && ` · ${say(words.next)} ${minuteOf(one.nextTryAt)}`}
            {one.note !== null && ` · ${one.note}`}
          </Fact>
        ))}
      </dl>
    </li>
  )
}
