/** A candidate or a conflict: both sides beside each other, what agrees, and the decision. */
import { useState } from 'react'
import {
  AcceptLinkCandidateDocument,
  RejectLinkCandidateDocument,
  SettleLinkConflictDocument,
  type LinkSideCardFragment,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, TextField } from '../parts.tsx'
import { Fact } from '../workbench/facts.tsx'
import { DATA_QUALITY, type Office } from '../workbench/office.ts'
import { SideCard } from './side-card.tsx'
import { SplitForm } from './split-form.tsx'
import { linkNames, linkWords as words } from './words.ts'

export interface PairShown {
  readonly about: 'CANDIDATE' | 'CONFLICT'
  readonly id: string
  readonly kind: string
  /** Which likeness, or which conflict. */
  readonly why: string
  readonly state: string
  readonly version: string
  readonly createdAt: string
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly reason: string | null
  readonly evidence: readonly { readonly field: string; readonly score: number }[]
  readonly first: LinkSideCardFragment
  readonly second: LinkSideCardFragment
}

interface PairCardProps {
  readonly office: Office
  readonly pair: PairShown
  readonly onChanged: () => void
}

export function PairCard({ office, pair, onChanged }: PairCardProps) {
  const say = useSay()
  const { kind, why, state, evidence, first, second, reason, decidedBy } = pair
  return (
    <li className={`card${state === 'OPEN' ? '' : ' ended'}`}>
      <div className="head">
        <strong>
          {say(linkNames[kind], kind)} · {say(linkNames[why], why)}
        </strong>
        <span className={`badge ${state.toLowerCase()}`}>{say(linkNames[state], state)}</span>
      </div>
      <dl>
        <Fact name={say(words.found)}>{minuteOf(pair.createdAt)}</Fact>
        {evidence.length > 0 && (
          <Fact name={say(words.evidence)}>
            {evidence
              .map(({ field, score }) => `${say(linkNames[field], field)} ${Math.round(score * 100)}%`)
              .join('，')}
          </Fact>
        )}
        {decidedBy !== null && (
          <Fact name={say(words.decided)}>
            {decidedBy} {pair.decidedAt !== null && minuteOf(pair.decidedAt)}
          </Fact>
        )}
        {reason !== null && <Fact name={say(words.reason)}>{reason}</Fact>}
      </dl>
      <div className="sides">
        {(first.id === second.id ? [first] : [first, second]).map((side) => (
          <div key={side.id}>
            <SideCard office={office} side={side} />
            <SplitForm office={office} side={side} onChanged={onChanged} />
          </div>
        ))}
      </div>
      {state === 'OPEN' && <DecideForm office={office} pair={pair} onChanged={onChanged} />}
    </li>
  )
}

// Private:

function DecideForm({ office: { ask }, pair, onChanged }: PairCardProps) {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const [same, setSame] = useState(true)
  const [text, setText] = useState('')
  const { about, id, version: expectedVersion } = pair
  const needed = about === 'CONFLICT' || !same
  const decide = async (idempotencyKey: string) => {
    const change = { id, reason: text, expectedVersion, idempotencyKey }
    if (about === 'CONFLICT') {
      const verdict = same ? ('SAME' as const) : ('DIFFERENT' as const)
      await ask(SettleLinkConflictDocument, { ...change, verdict }, DATA_QUALITY)
    } else if (same) await ask(AcceptLinkCandidateDocument, change, DATA_QUALITY)
    else await ask(RejectLinkCandidateDocument, change, DATA_QUALITY)
    setOpen(false)
    onChanged()
  }
  if (!open)
    return (
      <div className="buttons">
        <button type="button" className="main" onClick={() => setOpen(true)}>
          {say(words.decide)}
        </button>
      </div>
    )
  return (
    <ChangeForm label={say(words.decide)} submit={say(words.send)} onSubmit={decide} onCancel={() => setOpen(false)}>
      <div className="choice" role="radiogroup" aria-label={say(words.verdict)}>
        {[true, false].map((one) => (
          <label key={String(one)}>
            <input type="radio" name={`verdict-${id}`} checked={same === one} onChange={() => setSame(one)} />
            {say(one ? words.same : words.different)}
          </label>
        ))}
      </div>
      <TextField label={say(needed ? words.reason : words.note)} required={needed} value={text} onChange={setText} />
    </ChangeForm>
  )
}
