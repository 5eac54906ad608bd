/** One objection of one's own, and what the auditor answered. */
import type { OwnObjectionFragment } from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { stateNames, words } from './words.ts'

export function ObjectionCard({ objection }: { readonly objection: OwnObjectionFragment }) {
  const say = useSay()
  const { state, reason, look, createdAt, dueOn, overdue, answer, answeredAt } = objection
  return (
    <li className="card">
      <div className="head">
        <span className={`badge ${state.toLowerCase()}`}>{say(stateNames[state], state)}</span>
        <time dateTime={createdAt}>
          {say(words.raised)} {minuteOf(createdAt)}
        </time>
      </div>
      <p className="for">
        {say(words.onLook)}{' '}
        {look
          ? `${look.departmentTitle ?? ''} · ${look.purposeName ?? ''} · ${minuteOf(look.at)}`
          : say(words.lookGone)}
      </p>
      <blockquote>{reason}</blockquote>
      {state === 'OPEN' ? (
        <p className={overdue ? 'due late' : 'due'}>
          {say(words.due)} {dueOn} {overdue && <b>{say(words.overdue)}</b>}
        </p>
      ) : (
        <div className="answer">
          <h3>
            {say(words.answer)} {answeredAt !== null && <time dateTime={answeredAt}>{minuteOf(answeredAt)}</time>}
          </h3>
          <p>{answer}</p>
        </div>
      )}
    </li>
  )
}
