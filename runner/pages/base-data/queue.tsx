/** The officer's queue of base data (死信与人工录入): what the hub could not write, and what is to be entered by hand. */
import { useCallback, useState } from 'react'
import {
  BaseDataQueueDocument,
  ConfirmBaseDataDocument,
  GiveUpBaseDataDocument,
  RedriveBaseDataDocument,
  type BaseDataQueueQuery,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, Check, Labelled, PagedList, usePaged } from '../parts.tsx'
import { Fact, History } from '../workbench/facts.tsx'
import { DATA_QUALITY, type Office } from '../workbench/office.ts'
import { baseDataNames as names, baseDataWords as words } from './words.ts'

type Delivery = NonNullable<BaseDataQueueQuery['baseDataDeliveries']>['nodes'][number]

export function BaseDataQueue({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask } = office
  const [all, setAll] = useState(false)
  const list = usePaged(
    useCallback(
      async (after: string | null) => {
        const states = all ? (['DEAD', 'INSTRUCTED', 'WRITTEN', 'REFUSED'] as const) : null
        return (await ask(BaseDataQueueDocument, { states, after }, DATA_QUALITY)).baseDataDeliveries
      },
      [ask, all],
    ),
  )
  return (
    <>
      <p>
        <Check label={say(words.all)} checked={all} onChange={setAll} />
      </p>
      <PagedList list={list} empty={say(words.noQueue)}>
        {(one) => <DeliveryCard key={one.id} office={office} delivery={one} onChanged={list.again} />}
      </PagedList>
    </>
  )
}

// Private:

interface DeliveryCardProps {
  readonly office: Office
  readonly delivery: Delivery
  readonly onChanged: () => void
}

function DeliveryCard({ office, delivery, onChanged }: DeliveryCardProps) {
  const say = useSay()
  const { id, state, reason, overdue, given, note } = delivery
  return (
    <li className={`card${overdue ? ' late' : ''}${delivery.actions.length === 0 ? ' ended' : ''}`}>
      <div className="head">
        <strong>{delivery.fields.join('、')}</strong>
        <span className={`badge ${state.toLowerCase()}`}>{say(names[state], state)}</span>
      </div>
      <p className="for">
        <code>{id}</code>
      </p>
      <dl>
        {given?.map(({ field, fieldName, table, column, key, value }) => (
          <Fact key={field} name={fieldName ?? field}>
            {value} <code>{`${table}.${column} ${key}`}</code>
          </Fact>
        ))}
        {given === null && delivery.actions.length > 0 && <Fact name={say(words.value)}>{say(words.hidden)}</Fact>}
        <Fact name={say(words.entered)}>{minuteOf(delivery.enteredAt)}</Fact>
        {reason !== null && <Fact name={say(names[state], state)}>{say(names[reason], reason)}</Fact>}
        {delivery.tries > 0 && <Fact name={say(words.tries)}>{delivery.tries}</Fact>}
        {delivery.dueAt !== null && (
          <Fact name={say(words.due)}>
            <span className={overdue ? 'due late' : 'due'}>
              {minuteOf(delivery.dueAt)} {overdue && <b>{say(words.overdue)}</b>}
            </span>
          </Fact>
        )}
      </dl>
      {note !== null && (
        <div className="answer">
          <p>{note}</p>
        </div>
      )}
      <History history={delivery.history} names={names} />
      <Steps office={office} delivery={delivery} onChanged={onChanged} />
    </li>
  )
}

const steps = ['REDRIVE', 'CONFIRM', 'GIVE_UP'] as const
const labels = { REDRIVE: words.redrive, CONFIRM: words.confirm, GIVE_UP: words.giveUp }

/** What the caller may do next; the hub says what that is. */
function Steps({ office: { ask }, delivery, onChanged }: DeliveryCardProps) {
  const say = useSay()
  const { id, version: expectedVersion, actions } = delivery
  const [step, setStep] = useState<(typeof steps)[number] | null>(null)
  const [text, setText] = useState('')
  const open = steps.filter((one) => actions.includes(one))
  if (step === null)
    return (
      <div className="buttons">
        {open.map((one) => (
          <button key={one} type="button" className={one === 'GIVE_UP' ? 'plain' : 'main'} onClick={() => setStep(one)}>
            {say(labels[one])}
          </button>
        ))}
      </div>
    )
  const send = async (idempotencyKey: string) => {
    const variables = { id, expectedVersion, idempotencyKey }
    if (step === 'REDRIVE') await ask(RedriveBaseDataDocument, { ...variables, reason: text }, DATA_QUALITY)
    else if (step === 'GIVE_UP') await ask(GiveUpBaseDataDocument, { ...variables, reason: text }, DATA_QUALITY)
    else await ask(ConfirmBaseDataDocument, { ...variables, receipt: text }, DATA_QUALITY)
    setStep(null)
    setText('')
    onChanged()
  }
  return (
    <ChangeForm
      label={say(labels[step])}
      submit={say(words.send)}
      danger={step === 'GIVE_UP'}
      onSubmit={send}
      onCancel={() => setStep(null)}
    >
      <Labelled label={say(step === 'CONFIRM' ? words.receipt : words.reason)}>
        {(field) => (
          <textarea
            id={field}
            rows={3}
            maxLength={2000}
            required
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Labelled>
    </ChangeForm>
  )
}
