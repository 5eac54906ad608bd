/** Applications: the officer's queue, what is overdue first, or one's own; each with its clock, its answer and the steps that are open. */
import { useCallback, useMemo, useState } from 'react'
import {
  AcceptDocument,
  AnswerApplicationDocument,
  ApplicationsDocument,
  WithdrawDocument,
  type ApplicationCardFragment,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, PagedList, usePaged } from '../parts.tsx'
import { AnswerForm, type Answer } from './answer-form.tsx'
import { Fact, FieldChips, GranteeText, History } from './facts.tsx'
import { ReasonField } from './fields.tsx'
import { GRANT_ADMINISTRATION, type Office } from './office.ts'
import { codeNames, words } from './words.ts'

interface ApplicationsProps {
  readonly office: Office
  readonly filter: { readonly forMe: true } | { readonly mine: true }
  readonly empty: string
}

export function Applications({ office, filter, empty }: ApplicationsProps) {
  const { ask } = office
  const forMe = 'forMe' in filter
  const list = usePaged(
    useCallback(
      async (after: string | null) => {
        const asked = { filter: forMe ? { forMe: true } : { mine: true }, after }
        return (await ask(ApplicationsDocument, asked, GRANT_ADMINISTRATION)).grantApplications
      },
      [ask, forMe],
    ),
  )
  // Overdue ones first, then by their deadline; own ones stay newest first.
  const ordered = useMemo(() => {
    if (!forMe || list.nodes === null) return list
    return { ...list, nodes: [...list.nodes].sort((a, b) => a.dueAt.localeCompare(b.dueAt)) }
  }, [forMe, list])
  return (
    <PagedList list={ordered} empty={empty}>
      {(application) => (
        <ApplicationCard key={application.id} office={office} application={application} onChanged={list.again} />
      )}
    </PagedList>
  )
}

// Private:

interface ApplicationCardProps {
  readonly office: Office
  readonly application: ApplicationCardFragment
  readonly onChanged: () => void
}

function ApplicationCard({ office, application, onChanged }: ApplicationCardProps) {
  const say = useSay()
  const [step, setStep] = useState<'answer' | 'withdraw' | null>(null)
  const [reason, setReason] = useState('')
  const { ask, departmentTitle } = office
  const { id, version: expectedVersion, state, actions, overdue } = application
  const open = state === 'APPLIED' || state === 'IN_REVIEW'
  const done = () => {
    setStep(null)
    onChanged()
  }
  const answer = async ({ decision, reasons, conditions }: Answer, idempotencyKey: string) => {
    const variables = { id, decision, reasons, conditions, expectedVersion, idempotencyKey }
    await ask(AnswerApplicationDocument, variables, GRANT_ADMINISTRATION)
    done()
  }
  return (
    <li className={`card${overdue && open ? ' late' : ''}${open ? '' : ' ended'}`}>
      <div className="head">
        <strong>
          {departmentTitle(application.applicantDepartment)} → {departmentTitle(application.department)}
        </strong>
        <span className={`badge ${state.toLowerCase()}`}>{say(codeNames[state], state)}</span>
      </div>
      <p className="for">
        {application.purposeName ?? application.purpose}
        <code>{id}</code>
      </p>
      <FieldChips fields={application.fields} />
      <dl>
        <Fact name={say(words.scenario)}>{application.scenario}</Fact>
        <Fact name={say(words.legalBasis)}>{application.legalBasis}</Fact>
        <Fact name={say(words.applicant)}>{application.applicant}</Fact>
        <Fact name={say(words.grantee)}>
          <GranteeText office={office} grantee={application.grantee} />
        </Fact>
        <Fact name={say(words.rows)}>
          {say(codeNames[application.rows], application.rows)} ·{' '}
          {say(codeNames[application.effect], application.effect)} ·{' '}
          {say(codeNames[application.sharing], application.sharing)} · {application.termDays} {say(words.dayCount)}
        </Fact>
        <Fact name={say(words.applied)}>{minuteOf(application.appliedAt)}</Fact>
        <Fact name={say(words.due)}>
          <span className={overdue ? 'due late' : 'due'}>
            {minuteOf(application.dueAt)} {overdue && <b>{say(words.overdue)}</b>}
          </span>
        </Fact>
        {application.answeredAt !== null && <Fact name={say(words.answered)}>{minuteOf(application.answeredAt)}</Fact>}
      </dl>
      {application.reasons !== null && (
        <div className="answer">
          <h3>{say(words.reasons)}</h3>
          <p>{application.reasons}</p>
        </div>
      )}
      <History history={application.history} />
      {step === null && (
        <div className="buttons">
          {(actions.includes('GRANT') || actions.includes('REFUSE')) && (
            <button type="button" className="main" onClick={() => setStep('answer')}>
              {say(words.answer)}
            </button>
          )}
          {actions.includes('WITHDRAW') && (
            <button type="button" className="plain" onClick={() => setStep('withdraw')}>
              {say(words.withdraw)}
            </button>
          )}
        </div>
      )}
      {step === null && actions.includes('ACCEPT') && (
        <ChangeForm
          label={say(words.accept)}
          submit={say(words.accept)}
          onSubmit={async (idempotencyKey) => {
            await ask(AcceptDocument, { id, expectedVersion, idempotencyKey }, GRANT_ADMINISTRATION)
            done()
          }}
        >
          {null}
        </ChangeForm>
      )}
      {step === 'answer' && <AnswerForm application={application} onAnswer={answer} onCancel={() => setStep(null)} />}
      {step === 'withdraw' && (
        <ChangeForm
          label={say(words.withdraw)}
          submit={say(words.withdraw)}
          onCancel={() => setStep(null)}
          onSubmit={async (idempotencyKey) => {
            const variables = { id, reason: reason === '' ? null : reason, expectedVersion, idempotencyKey }
            await ask(WithdrawDocument, variables, GRANT_ADMINISTRATION)
            done()
          }}
        >
          <ReasonField required={false} value={reason} onChange={setReason} />
        </ChangeForm>
      )}
    </li>
  )
}
