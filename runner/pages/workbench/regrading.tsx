/** Levels and sharing types: the owner's officer grades data anew, the security administrator signs what protects less. */
import { useCallback, useState } from 'react'
import {
  ChangeClassificationDocument,
  ClassificationChangesDocument,
  RefuseClassificationChangeDocument,
  RetractClassificationChangeDocument,
  SignClassificationChangeDocument,
  type ClassificationChangeCardFragment,
  type SharingType,
  type SignClassificationChangeMutationVariables,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, Labelled, PagedList, usePaged } from '../parts.tsx'
import { Fact, FieldChips, History } from './facts.tsx'
import { FieldChooser } from './field-chooser.tsx'
import { CodeField } from './fields.tsx'
import { GRANT_ADMINISTRATION, type Office } from './office.ts'
import { regradingNames, regradingWords as words, stepNames } from './regrading-words.ts'
import { codeNames } from './words.ts'

const levels = ['1', '2', '3', '4'] as const
const sharings: readonly SharingType[] = ['UNCONDITIONAL', 'CONDITIONAL', 'NEVER']

export function Regrading({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask, session } = office
  const [proposing, setProposing] = useState(false)
  const list = usePaged(
    useCallback(
      async (after: string | null) =>
        (await ask(ClassificationChangesDocument, { after }, GRANT_ADMINISTRATION)).classificationChanges,
      [ask],
    ),
  )
  return (
    <>
      <p className="quiet">{say(words.hint)}</p>
      {session.roles.includes('data-officer') && !proposing && (
        <button type="button" className="main" onClick={() => setProposing(true)}>
          {say(words.propose)}
        </button>
      )}
      {proposing && (
        <RegradingForm
          office={office}
          onCancel={() => setProposing(false)}
          onDone={() => {
            setProposing(false)
            list.again()
          }}
        />
      )}
      <PagedList list={list} empty={say(words.none)}>
        {(change) => <RegradingCard key={change.id} office={office} change={change} onChanged={list.again} />}
      </PagedList>
    </>
  )
}

// Private:

interface RegradingFormProps {
  readonly office: Office
  readonly onCancel: () => void
  readonly onDone: () => void
}

function RegradingForm({ office, onCancel, onDone }: RegradingFormProps) {
  const say = useSay()
  const department = office.session.department ?? ''
  const [fields, setFields] = useState<readonly string[]>([])
  const [level, setLevel] = useState<(typeof levels)[number]>('4')
  const [sharing, setSharing] = useState<SharingType>('CONDITIONAL')
  const [legalBasis, setLegalBasis] = useState('')
  const [reason, setReason] = useState('')
  const propose = async (idempotencyKey: string) => {
    const input = { department, fields, level: Number(level), sharing, legalBasis, reason }
    await office.ask(ChangeClassificationDocument, { input, idempotencyKey }, GRANT_ADMINISTRATION)
    onDone()
  }
  return (
    <ChangeForm label={say(words.propose)} submit={say(words.submit)} onSubmit={propose} onCancel={onCancel}>
      <FieldChooser {...{ office, department, fields }} onFields={setFields} />
      <div className="pair">
        <CodeField label={say(words.level)} codes={levels} value={level} onChange={setLevel} />
        <CodeField label={say(words.sharing)} codes={sharings} value={sharing} onChange={setSharing} />
      </div>
      <Labelled label={say(words.legalBasis)}>
        {(id) => (
          <input
            id={id}
            required
            maxLength={500}
            value={legalBasis}
            onChange={(event) => setLegalBasis(event.target.value)}
          />
        )}
      </Labelled>
      <Labelled label={say(words.reason)}>
        {(id) => (
          <textarea
            id={id}
            required
            rows={2}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Labelled>
    </ChangeForm>
  )
}

interface RegradingCardProps {
  readonly office: Office
  readonly change: ClassificationChangeCardFragment
  readonly onChanged: () => void
}

type Step = 'SIGN' | 'REFUSE' | 'RETRACT'

const isStep = (action: string): action is Step => action === 'SIGN' || action === 'REFUSE' || action === 'RETRACT'

async function take(step: Step, { ask }: Office, variables: SignClassificationChangeMutationVariables): Promise<void> {
  if (step === 'SIGN') await ask(SignClassificationChangeDocument, variables, GRANT_ADMINISTRATION)
  else if (step === 'REFUSE') await ask(RefuseClassificationChangeDocument, variables, GRANT_ADMINISTRATION)
  else await ask(RetractClassificationChangeDocument, variables, GRANT_ADMINISTRATION)
}

function RegradingCard({ office, change, onChanged }: RegradingCardProps) {
  const say = useSay()
  const [step, setStep] = useState<Step | null>(null)
  const [reason, setReason] = useState('')
  const { id, state, version } = change
  const offered = change.actions.filter(isStep)
  return (
    <li className={offered.length > 0 ? 'card' : 'card ended'}>
      <div className="head">
        <strong>{office.departmentTitle(change.department)}</strong>
        <span className={`badge ${state.toLowerCase()}`}>{say(regradingNames[state], state)}</span>
      </div>
      <FieldChips fields={change.fields} />
      <blockquote>{change.reason}</blockquote>
      <dl>
        <Fact name={say(words.level)}>L{change.level}</Fact>
        <Fact name={say(words.sharing)}>{say(codeNames[change.sharing], change.sharing)}</Fact>
        <Fact name={say(words.legalBasis)}>{change.legalBasis}</Fact>
        <Fact name={say(words.proposer)}>
          {change.proposer} · {minuteOf(change.proposedAt)}
        </Fact>
        {change.signer !== null && <Fact name={say(words.signer)}>{change.signer}</Fact>}
      </dl>
      <History history={change.history} names={regradingNames} />
      {step === null &&
        offered.map((action) => (
          <button key={action} type="button" className="main" onClick={() => setStep(action)}>
            {say(stepNames[action], action)}
          </button>
        ))}
      {step !== null && (
        <ChangeForm
          label={say(stepNames[step], step)}
          submit={say(stepNames[step], step)}
          danger={step !== 'SIGN'}
          onCancel={() => setStep(null)}
          onSubmit={async (idempotencyKey) => {
            const variables = { id, reason: reason === '' ? null : reason, expectedVersion: version, idempotencyKey }
            await take(step, office, variables)
            setStep(null)
            onChanged()
          }}
        >
          <Labelled label={say(words.reason)}>
            {(field) => (
              <textarea
                id={field}
                required={step !== 'SIGN'}
                rows={2}
                maxLength={1000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Labelled>
        </ChangeForm>
      )}
    </li>
  )
}
