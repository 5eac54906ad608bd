/** The auditor's queue: objections of citizens to looks at their data. Who raised one is not told. */
import { useCallback, useState } from 'react'
import {
  AnswerObjectionDocument,
  ObjectionsDocument,
  type ObjectionCardFragment,
  type ObjectionDecision,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, Labelled, PagedList, usePaged } from '../parts.tsx'
import { Fact, FieldChips } from './facts.tsx'
import { AUDIT_REVIEW, type Office } from './office.ts'
import { codeNames, words } from './words.ts'

export function Objections({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask } = office
  const [onlyOpen, setOnlyOpen] = useState(true)
  const list = usePaged(
    useCallback(
      async (after: string | null) => {
        const filter = onlyOpen ? ({ state: 'OPEN' } as const) : null
        return (await ask(ObjectionsDocument, { filter, after }, AUDIT_REVIEW)).objections
      },
      [ask, onlyOpen],
    ),
  )
  return (
    <>
      <p>
        <label className="check">
          <input type="checkbox" checked={onlyOpen} onChange={(event) => setOnlyOpen(event.target.checked)} />
          {say(words.onlyOpen)}
        </label>
      </p>
      <PagedList list={list} empty={say(words.noObjections)}>
        {(objection) => (
          <ObjectionCard key={objection.id} office={office} objection={objection} onChanged={list.again} />
        )}
      </PagedList>
    </>
  )
}

// Private:

interface ObjectionCardProps {
  readonly office: Office
  readonly objection: ObjectionCardFragment
  readonly onChanged: () => void
}

function ObjectionCard({ office, objection, onChanged }: ObjectionCardProps) {
  const say = useSay()
  const [answering, setAnswering] = useState(false)
  const [decision, setDecision] = useState<ObjectionDecision>('REJECTED')
  const [answer, setAnswer] = useState('')
  const { id, state, overdue, record } = objection
  const open = state === 'OPEN'
  return (
    <li className={`card${overdue ? ' late' : ''}${open ? '' : ' ended'}`}>
      <div className="head">
        <span className={`badge ${state.toLowerCase()}`}>{say(codeNames[state], state)}</span>
        <time dateTime={objection.createdAt}>{minuteOf(objection.createdAt)}</time>
      </div>
      <blockquote>{objection.reason}</blockquote>
      {record === null ? (
        <p className="quiet">{say(words.recordGone)}</p>
      ) : (
        <>
          <dl>
            <Fact name={say(words.record)}>
              {record.number} · {minuteOf(record.at)}
            </Fact>
            <Fact name={say(words.takenBy)}>
              {office.departmentTitle(record.department)} · {record.subject}
            </Fact>
            <Fact name={say(words.purpose)}>{record.purpose ?? '–'}</Fact>
            <Fact name={say(words.case)}>{record.caseNumber ?? '–'}</Fact>
            <Fact name={say(words.grants)}>{record.grants.join(', ') || '–'}</Fact>
          </dl>
          <FieldChips fields={record.fields} />
        </>
      )}
      {open ? (
        <p className={overdue ? 'due late' : 'due'}>
          {say(words.due)} {objection.dueOn} {overdue && <b>{say(words.overdue)}</b>}
        </p>
      ) : (
        <div className="answer">
          <p>{objection.answer}</p>
        </div>
      )}
      {open && !answering && (
        <button type="button" className="main" onClick={() => setAnswering(true)}>
          {say(words.answer)}
        </button>
      )}
      {answering && (
        <ChangeForm
          label={say(words.answer)}
          submit={say(words.send)}
          onCancel={() => setAnswering(false)}
          onSubmit={async () => {
            await office.ask(AnswerObjectionDocument, { id, input: { decision, answer } }, AUDIT_REVIEW)
            setAnswering(false)
            onChanged()
          }}
        >
          <div className="choice" role="radiogroup" aria-label={say(words.decision)}>
            {(['UPHELD', 'REJECTED'] as const).map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name={`decision-${id}`}
                  checked={decision === one}
                  onChange={() => setDecision(one)}
                />
                {one === 'UPHELD' ? say(words.upheld) : say(words.rejected)}
              </label>
            ))}
          </div>
          <Labelled label={say(words.answerText)}>
            {(field) => (
              <textarea
                id={field}
                required
                rows={3}
                maxLength={500}
                value={answer}
                onChange={(event) => setAnswer(event.target.value)}
              />
            )}
          </Labelled>
        </ChangeForm>
      )}
    </li>
  )
}
