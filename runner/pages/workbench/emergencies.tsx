/** Emergencies: opened here by whom the hub's rules allow it; who took which right at once and why; a security administrator reviews each. */
import { useCallback, useState } from 'react'
import {
  EmergenciesDocument,
  ReviewEmergencyDocument,
  type BreakGlassVerdict,
  type EmergencyCardFragment,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, Labelled, PagedList, usePaged } from '../parts.tsx'
import { BreakGlassForm } from './break-glass-form.tsx'
import { Fact, FieldChips } from './facts.tsx'
import { GRANT_ADMINISTRATION, type Office } from './office.ts'
import { codeNames, words } from './words.ts'

export function Emergencies({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask, session } = office
  const [breaking, setBreaking] = useState(false)
  const [unreviewed, setUnreviewed] = useState(true)
  const list = usePaged(
    useCallback(
      async (after: string | null) =>
        (await ask(EmergenciesDocument, { unreviewed, after }, GRANT_ADMINISTRATION)).emergencies,
      [ask, unreviewed],
    ),
  )
  return (
    <>
      {breaking ? (
        <div className="card late">
          <BreakGlassForm office={office} onDone={list.again} onCancel={() => setBreaking(false)} />
        </div>
      ) : (
        // An administrator holds no data rights; for whom else the glass breaks is told by the form.
        session.department !== null &&
        !session.roles.includes('security-administrator') && (
          <button type="button" className="main danger" onClick={() => setBreaking(true)}>
            {say(words.breakGlass)}
          </button>
        )
      )}
      <p>
        <label className="check">
          <input type="checkbox" checked={unreviewed} onChange={(event) => setUnreviewed(event.target.checked)} />
          {say(words.onlyOpen)}
        </label>
      </p>
      <PagedList list={list} empty={say(words.noEmergencies)}>
        {(emergency) => (
          <EmergencyCard key={emergency.id} office={office} emergency={emergency} onChanged={list.again} />
        )}
      </PagedList>
    </>
  )
}

// Private:

interface EmergencyCardProps {
  readonly office: Office
  readonly emergency: EmergencyCardFragment
  readonly onChanged: () => void
}

function EmergencyCard({ office, emergency, onChanged }: EmergencyCardProps) {
  const say = useSay()
  const [reviewing, setReviewing] = useState(false)
  const [verdict, setVerdict] = useState<BreakGlassVerdict>('JUSTIFIED')
  const [note, setNote] = useState('')
  const { id, state, overdue, reviewedAt } = emergency
  const open = reviewedAt === null
  return (
    <li className={open ? 'card late' : 'card ended'}>
      <div className="head">
        <strong>{office.departmentTitle(emergency.department)}</strong>
        <span className={`badge ${state.toLowerCase()}`}>{say(codeNames[state], state)}</span>
      </div>
      <blockquote>{emergency.reason}</blockquote>
      {emergency.opened.map(({ department, fields }) => (
        <div key={department}>
          <h3>{office.departmentTitle(department)}</h3>
          <FieldChips fields={fields} />
        </div>
      ))}
      <dl>
        <Fact name={say(words.takenBy)}>{emergency.subject}</Fact>
        <Fact name={say(words.purpose)}>{emergency.purpose}</Fact>
        <Fact name={say(words.rows)}>{say(codeNames[emergency.rows], emergency.rows)}</Fact>
        <Fact name={say(words.valid)}>
          {minuteOf(emergency.startedAt)} – {minuteOf(emergency.endsAt)}
        </Fact>
        <Fact name={say(words.reviewDue)}>
          <span className={overdue ? 'due late' : 'due'}>
            {minuteOf(emergency.reviewDueAt)} {overdue && <b>{say(words.overdue)}</b>}
          </span>
        </Fact>
        {emergency.note !== null && (
          <Fact name={say(words.opinion)}>
            {emergency.note} · {emergency.reviewer}
          </Fact>
        )}
      </dl>
      {emergency.actions.length > 0 && !reviewing && (
        <button type="button" className="main" onClick={() => setReviewing(true)}>
          {say(words.review)}
        </button>
      )}
      {reviewing && (
        <ChangeForm
          label={say(words.review)}
          submit={say(words.review)}
          danger={verdict === 'UNJUSTIFIED'}
          onCancel={() => setReviewing(false)}
          onSubmit={async (idempotencyKey) => {
            const variables = { id, verdict, note, expectedVersion: emergency.version, idempotencyKey }
            await office.ask(ReviewEmergencyDocument, variables, GRANT_ADMINISTRATION)
            setReviewing(false)
            onChanged()
          }}
        >
          <div className="choice" role="radiogroup" aria-label={say(words.review)}>
            {(['JUSTIFIED', 'UNJUSTIFIED'] as const).map((one) => (
              <label key={one}>
                <input type="radio" name={`verdict-${id}`} checked={verdict === one} onChange={() => setVerdict(one)} />
                {one === 'JUSTIFIED' ? say(words.justified) : say(words.unjustified)}
              </label>
            ))}
          </div>
          <Labelled label={say(words.opinion)}>
            {(field) => (
              <textarea
                id={field}
                required
                rows={2}
                maxLength={1000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Labelled>
        </ChangeForm>
      )}
    </li>
  )
}
