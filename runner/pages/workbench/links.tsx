/** The clerk's queue (关联校核): candidates, conflicts, and what was decided. */
import { useCallback, useState } from 'react'
import {
  LinkCandidateQueueDocument,
  LinkConflictQueueDocument,
  LinkDecisionListDocument,
  UndoLinkDecisionDocument,
  type LinkDecisionListQuery,
} from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { PairCard } from '../links/pair-card.tsx'
import { linkNames, linkWords as words } from '../links/words.ts'
import { ChangeForm, Check, PagedList, TextField, usePaged } from '../parts.tsx'
import { Fact } from './facts.tsx'
import { DATA_QUALITY, type Office } from './office.ts'

type ListName = 'candidates' | 'conflicts' | 'decisions'
const lists: readonly ListName[] = ['candidates', 'conflicts', 'decisions']

export function Links({ office }: { readonly office: Office }) {
  const say = useSay()
  const [chosen, setChosen] = useState<ListName>('candidates')
  return (
    <>
      <div className="choice" role="radiogroup" aria-label={say(words.lists)}>
        {lists.map((name) => (
          <label key={name}>
            <input type="radio" name="links" checked={name === chosen} onChange={() => setChosen(name)} />
            {say(words[name])}
          </label>
        ))}
      </div>
      {chosen === 'candidates' && <Candidates office={office} />}
      {chosen === 'conflicts' && <Conflicts office={office} />}
      {chosen === 'decisions' && <Decisions office={office} />}
    </>
  )
}

// Private:

function Candidates({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask } = office
  const list = usePaged(
    useCallback(
      async (after: string | null) => (await ask(LinkCandidateQueueDocument, { after }, DATA_QUALITY)).linkCandidates,
      [ask],
    ),
  )
  return (
    <PagedList list={list} empty={say(words.noCandidates)}>
      {({ tier, ...one }) => (
        <PairCard
          key={one.id}
          office={office}
          pair={{ ...one, about: 'CANDIDATE', why: tier }}
          onChanged={list.again}
        />
      )}
    </PagedList>
  )
}

function Conflicts({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask } = office
  const [open, setOpen] = useState(true)
  const list = usePaged(
    useCallback(
      async (after: string | null) => {
        const state = open ? ('OPEN' as const) : ('SETTLED' as const)
        return (await ask(LinkConflictQueueDocument, { after, state }, DATA_QUALITY)).linkConflicts
      },
      [ask, open],
    ),
  )
  return (
    <>
      <p>
        <Check label={say(words.onlyOpen)} checked={open} onChange={setOpen} />
      </p>
      <PagedList list={list} empty={say(words.noConflicts)}>
        {({ code, ...one }) => (
          <PairCard
            key={one.id}
            office={office}
            pair={{ ...one, about: 'CONFLICT', why: code, evidence: [] }}
            onChanged={list.again}
          />
        )}
      </PagedList>
    </>
  )
}

function Decisions({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask } = office
  const list = usePaged(
    useCallback(
      async (after: string | null) => (await ask(LinkDecisionListDocument, { after }, DATA_QUALITY)).linkDecisions,
      [ask],
    ),
  )
  return (
    <PagedList list={list} empty={say(words.noDecisions)}>
      {(one) => <DecisionCard key={one.id} office={office} decision={one} onChanged={list.again} />}
    </PagedList>
  )
}

interface DecisionCardProps {
  readonly office: Office
  readonly decision: NonNullable<LinkDecisionListQuery['linkDecisions']>['nodes'][number]
  readonly onChanged: () => void
}

function DecisionCard({ office, decision, onChanged }: DecisionCardProps) {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const { id, kind, action, at, actor, actorDepartment, reason, undoneBy, first, second } = decision
  return (
    <li className={`card${undoneBy === null ? '' : ' ended'}`}>
      <div className="head">
        <strong>
          {say(linkNames[action], action)} · {say(linkNames[kind], kind)}
        </strong>
        {undoneBy !== null && <span className="badge">{say(words.undone)}</span>}
      </div>
      <p className="for">
        <code>{id}</code> <code>{first.id}</code> <code>{second.id}</code>
      </p>
      <dl>
        <Fact name={say(words.decided)}>
          {office.departmentTitle(actorDepartment)} · {actor} {minuteOf(at)}
        </Fact>
        {reason !== null && <Fact name={say(words.reason)}>{reason}</Fact>}
      </dl>
      {undoneBy === null && action !== 'UNDO' && !open && (
        <div className="buttons">
          <button type="button" onClick={() => setOpen(true)}>
            {say(words.undo)}
          </button>
        </div>
      )}
      {open && (
        <ChangeForm
          label={say(words.undo)}
          submit={say(words.undo)}
          danger
          onCancel={() => setOpen(false)}
          onSubmit={async (idempotencyKey) => {
            await office.ask(UndoLinkDecisionDocument, { id, reason: text, idempotencyKey }, DATA_QUALITY)
            setOpen(false)
            onChanged()
          }}
        >
          <TextField label={say(words.reason)} required value={text} onChange={setText} />
        </ChangeForm>
      )}
    </li>
  )
}
