/** One correction (校核纠错): what is said of the value, beside what stands at the source where the officer asks, and the steps that are open. */
import { useState } from 'react'
import {
  AnswerCorrectionDocument,
  ConfirmCorrectionDocument,
  MarkCorrectionReadDocument,
  RetryCorrectionDocument,
  WithdrawCorrectionDocument,
  type CorrectionCardFragment,
  type CorrectionQueueQuery,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, TextField } from '../parts.tsx'
import { Fact, History } from '../workbench/facts.tsx'
import type { Office } from '../workbench/office.ts'
import { correctionNames, correctionWords as words } from './words.ts'

export type CorrectionOffice = Pick<Office, 'ask' | 'departmentTitle'>
type AtSource = NonNullable<CorrectionQueueQuery['corrections']>['nodes'][number]['atSource']

interface CorrectionCardProps {
  readonly office: CorrectionOffice
  readonly correction: CorrectionCardFragment
  readonly atSource: AtSource
  readonly purpose: string
  readonly onChanged: () => void
}

export function CorrectionCard({ office, correction, atSource, purpose, onChanged }: CorrectionCardProps) {
  const say = useSay()
  const { id, state, overdue, unread, actions, evidence } = correction
  const ended = state === 'DONE' || state === 'REFUSED' || state === 'WITHDRAWN'
  return (
    <li className={`card${overdue ? ' late' : ''}${ended ? ' ended' : ''}`}>
      <div className="head">
        <strong>
          {correction.fieldName ?? correction.field} · {office.departmentTitle(correction.department)}
        </strong>
        {unread && <span className="badge open">{say(words.unread)}</span>}
        <span className={`badge ${state.toLowerCase()}`}>{say(correctionNames[state], state)}</span>
      </div>
      <p className="for">
        <code>{correction.field}</code> <code>{id}</code>
      </p>
      <dl>
        <Fact name={say(words.proposed)}>
          {/* Evidence is always there: without it the texts are not open. */}
          {evidence === null ? say(words.hidden) : (correction.proposed ?? say(words.nothing))}
        </Fact>
        {atSource && (
          <>
            <Fact name={say(words.now)}>
              {atSource.value ?? say(words.nothing)} {atSource.changed && <b>{say(words.changed)}</b>}
            </Fact>
            <Fact name={say(words.place)}>
              <code>
                {atSource.table}.{atSource.column} {atSource.key}
              </code>
            </Fact>
          </>
        )}
        <Fact name={say(words.evidence)}>{evidence ?? say(words.hidden)}</Fact>
        <Fact name={say(words.asker)}>
          {office.departmentTitle(correction.askerDepartment)} · {correction.asker}
        </Fact>
        <Fact name={say(words.filed)}>{minuteOf(correction.filedAt)}</Fact>
        <Fact name={say(correction.receiptDueAt === null ? words.due : words.receiptDue)}>
          <span className={overdue ? 'due late' : 'due'}>
            {minuteOf(correction.receiptDueAt ?? correction.dueAt)} {overdue && <b>{say(words.overdue)}</b>}
          </span>
        </Fact>
        {correction.fault !== null && (
          <Fact name={say(words.notWritten)}>{say(correctionNames[correction.fault], correction.fault)}</Fact>
        )}
      </dl>
      {correction.answer !== null && <Said title={say(words.answer)} text={correction.answer} />}
      {correction.receipt !== null && <Said title={say(words.receipt)} text={correction.receipt} />}
      <History history={correction.history} names={correctionNames} />
      {actions.includes('CONFIRM') && <p className="notice">{say(words.instruction)}</p>}
      <Steps office={office} correction={correction} purpose={purpose} onChanged={onChanged} />
    </li>
  )
}

// Private:

function Said({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="answer">
      <h3>{title}</h3>
      <p>{text}</p>
    </div>
  )
}

type StepName = 'answer' | 'confirm'

/** What the caller may do next; the hub says what that is. */
function Steps({ office, correction, purpose, onChanged }: Omit<CorrectionCardProps, 'atSource'>) {
  const say = useSay()
  const { ask } = office
  const { id, version: expectedVersion, actions, unread } = correction
  const [step, setStep] = useState<StepName | null>(null)
  const [refuses, setRefuses] = useState(false)
  const [text, setText] = useState('')
  const done = () => {
    setStep(null)
    setText('')
    onChanged()
  }
  const answer = async (idempotencyKey: string) => {
    const decision = refuses ? ('REFUSE' as const) : ('ACCEPT' as const)
    const reasons = text === '' ? null : text
    await ask(AnswerCorrectionDocument, { id, decision, reasons, expectedVersion, idempotencyKey }, purpose)
    done()
  }
  if (step === 'answer')
    return (
      <ChangeForm
        label={say(words.reply)}
        submit={say(words.send)}
        danger={refuses}
        onSubmit={answer}
        onCancel={() => setStep(null)}
      >
        <div className="choice" role="radiogroup" aria-label={say(words.decision)}>
          {[false, true].map((one) => (
            <label key={String(one)}>
              <input type="radio" name={`decision-${id}`} checked={refuses === one} onChange={() => setRefuses(one)} />
              {say(one ? words.refuse : words.accept)}
            </label>
          ))}
        </div>
        <TextField
          label={say(refuses ? words.reasonsNeeded : words.note)}
          required={refuses}
          value={text}
          onChange={setText}
        />
      </ChangeForm>
    )
  if (step === 'confirm')
    return (
      <ChangeForm
        label={say(words.giveReceipt)}
        submit={say(words.giveReceipt)}
        onCancel={() => setStep(null)}
        onSubmit={async (idempotencyKey) => {
          await ask(ConfirmCorrectionDocument, { id, receipt: text, expectedVersion, idempotencyKey }, purpose)
          done()
        }}
      >
        <TextField label={say(words.receiptText)} required value={text} onChange={setText} />
      </ChangeForm>
    )
  return (
    <div className="buttons">
      {actions.includes('ACCEPT') && (
        <button type="button" className="main" onClick={() => setStep('answer')}>
          {say(words.reply)}
        </button>
      )}
      {actions.includes('CONFIRM') && (
        <button type="button" className="main" onClick={() => setStep('confirm')}>
          {say(words.giveReceipt)}
        </button>
      )}
      {actions.includes('RETRY') && (
        <ChangeForm
          label={say(words.retry)}
          submit={say(words.retry)}
          onSubmit={async (idempotencyKey) => {
            await ask(RetryCorrectionDocument, { id, expectedVersion, idempotencyKey }, purpose)
            done()
          }}
        >
          {null}
        </ChangeForm>
      )}
      {actions.includes('WITHDRAW') && (
        <ChangeForm
          label={say(words.withdraw)}
          submit={say(words.withdraw)}
          onSubmit={async (idempotencyKey) => {
            await ask(WithdrawCorrectionDocument, { id, expectedVersion, idempotencyKey }, purpose)
            done()
          }}
        >
          {null}
        </ChangeForm>
      )}
      {unread && (
        <ChangeForm
          label={say(words.markRead)}
          submit={say(words.markRead)}
          onSubmit={async () => {
            await ask(MarkCorrectionReadDocument, { id, expectedVersion }, purpose)
            done()
          }}
        >
          {null}
        </ChangeForm>
      )}
    </div>
  )
}
