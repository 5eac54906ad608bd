/** Grants that concern the caller, with conditions and use; suspended, resumed, revoked or renewed with a reason; parts given on. */
import { useCallback, useState } from 'react'
import {
  GrantsDocument,
  RenewDocument,
  ResumeDocument,
  RevokeDocument,
  SuspendDocument,
  type GrantCardFragment,
  type GrantState,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, Labelled, PagedList, usePaged } from '../parts.tsx'
import { DelegateForm } from './delegate-form.tsx'
import { Fact, FieldChips, GranteeText, History } from './facts.tsx'
import { ReasonField, TermField, USUAL_TERM } from './fields.tsx'
import { GRANT_ADMINISTRATION, type Office } from './office.ts'
import { codeNames, words } from './words.ts'

const states: readonly GrantState[] = ['IN_FORCE', 'SUSPENDED', 'REVOKED', 'EXPIRED']

export function Grants({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask, session, departmentTitle } = office
  const [state, setState] = useState<GrantState | ''>('IN_FORCE')
  // An officer answers for the own department's data first of all.
  const [department, setDepartment] = useState(session.roles.includes('data-officer') ? (session.department ?? '') : '')
  const list = usePaged(
    useCallback(
      async (after: string | null) => {
        const filter = { states: state === '' ? null : [state], department: department === '' ? null : department }
        return (await ask(GrantsDocument, { filter, after }, GRANT_ADMINISTRATION)).grants
      },
      [ask, state, department],
    ),
  )
  return (
    <>
      <div className="pair filters">
        <Labelled label={say(words.owner)}>
          {(id) => (
            <select id={id} value={department} onChange={(event) => setDepartment(event.target.value)}>
              <option value="">{say(words.all)}</option>
              {office.config.departments.map(({ name }) => (
                <option key={name} value={name}>
                  {departmentTitle(name)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={say(words.state)}>
          {(id) => (
            <select id={id} value={state} onChange={(event) => setState(event.target.value as GrantState | '')}>
              <option value="">{say(words.all)}</option>
              {states.map((one) => (
                <option key={one} value={one}>
                  {say(codeNames[one], one)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      </div>
      <PagedList list={list} empty={say(words.noGrants)}>
        {(grant) => <GrantCard key={grant.id} office={office} grant={grant} onChanged={list.again} />}
      </PagedList>
    </>
  )
}

// Private:

/** Steps of this page by their action in the graph; a renewal also asks for a term, and a part has a form of its own. */
const steps = [
  { action: 'DELEGATE', text: words.delegate },
  { action: 'RENEW', text: words.renew },
  { action: 'SUSPEND', text: words.suspend },
  { action: 'RESUME', text: words.resume },
  { action: 'REVOKE', text: words.revoke },
] as const
type Step = (typeof steps)[number]['action']
type ReasonedStep = Exclude<Step, 'DELEGATE'>

interface GrantCardProps {
  readonly office: Office
  readonly grant: GrantCardFragment
  readonly onChanged: () => void
}

function GrantCard({ office, grant, onChanged }: GrantCardProps) {
  const say = useSay()
  const [step, setStep] = useState<Step | null>(null)
  const { id, state, usage, hours } = grant
  const chosen = steps.find(({ action }) => action === step)
  return (
    <li className={`card${state === 'IN_FORCE' ? '' : ' ended'}`}>
      <div className="head">
        <strong>
          {office.departmentTitle(grant.department)} → <GranteeText office={office} grantee={grant.grantee} />
        </strong>
        <span className={`badge ${state.toLowerCase()}`}>{say(codeNames[state], state)}</span>
      </div>
      <p className="for">
        {grant.purposeName ?? grant.purpose}
        {grant.emergencyId !== null && <b> · {say(words.inEmergency)}</b>}
        <code>{id}</code>
      </p>
      {grant.parentId !== null && (
        <p className="quiet">
          {say(words.partOf)} <code>{grant.parentId}</code>
        </p>
      )}
      <FieldChips fields={grant.fields} />
      <dl>
        <Fact name={say(words.legalBasis)}>{grant.legalBasis}</Fact>
        <Fact name={say(words.rows)}>
          {say(codeNames[grant.rows], grant.rows)} · {say(codeNames[grant.effect], grant.effect)}
        </Fact>
        {hours !== null && (
          <Fact name={say(words.hours)}>
            {hours.map(({ days, from, to }) => `${say(codeNames[days], days)} ${from}–${to}`).join('；')}
          </Fact>
        )}
        {grant.personsPerDay !== null && <Fact name={say(words.volume)}>{grant.personsPerDay}</Fact>}
        <Fact name={say(words.valid)}>
          {minuteOf(grant.validFrom)} – {minuteOf(grant.validTo)}
        </Fact>
        <Fact name={say(words.usage)}>
          {usage.times === 0
            ? say(words.never)
            : `${usage.times} ${say(words.times)} · ${usage.persons} ${say(words.persons)}`}
          {usage.lastAt !== null && ` · ${say(words.last)} ${minuteOf(usage.lastAt)}`}
        </Fact>
        <Fact name={say(words.approver)}>{grant.approver}</Fact>
      </dl>
      {grant.history.length > 0 && <History history={grant.history} />}
      {chosen === undefined ? (
        <div className="buttons">
          {steps
            .filter(({ action }) => grant.actions.includes(action))
            .map(({ action, text }) => (
              <button key={action} type="button" className="plain" onClick={() => setStep(action)}>
                {say(text)}
              </button>
            ))}
        </div>
      ) : chosen.action === 'DELEGATE' ? (
        <DelegateForm office={office} grant={grant} onDone={onChanged} onCancel={() => setStep(null)} />
      ) : (
        <StepForm
          office={office}
          grant={grant}
          step={chosen.action}
          label={say(chosen.text)}
          onDone={onChanged}
          onCancel={() => setStep(null)}
        />
      )}
    </li>
  )
}

interface StepFormProps {
  readonly office: Office
  readonly grant: GrantCardFragment
  readonly step: ReasonedStep
  readonly label: string
  readonly onDone: () => void
  readonly onCancel: () => void
}

function StepForm({ office, grant, step, label, onDone, onCancel }: StepFormProps) {
  const say = useSay()
  const [reason, setReason] = useState('')
  const [termDays, setTermDays] = useState(USUAL_TERM)
  const take = async (idempotencyKey: string) => {
    const variables = { id: grant.id, reason, expectedVersion: grant.version, idempotencyKey }
    if (step === 'RENEW') await office.ask(RenewDocument, { ...variables, termDays }, GRANT_ADMINISTRATION)
    if (step === 'SUSPEND') await office.ask(SuspendDocument, variables, GRANT_ADMINISTRATION)
    if (step === 'RESUME') await office.ask(ResumeDocument, variables, GRANT_ADMINISTRATION)
    if (step === 'REVOKE') await office.ask(RevokeDocument, variables, GRANT_ADMINISTRATION)
    onDone()
    onCancel()
  }
  return (
    <ChangeForm label={label} submit={label} danger={step === 'REVOKE'} onSubmit={take} onCancel={onCancel}>
      {step === 'REVOKE' && <p className="quiet">{say(words.revokeHint)}</p>}
      {step === 'RENEW' && <TermField days={termDays} onChange={setTermDays} />}
      <ReasonField required value={reason} onChange={setReason} />
    </ChangeForm>
  )
}
