/** One look: who, when, for what, at what; and the way to object to it. */
import { useState } from 'react'
import type { WhoLookedAtMeQuery } from '../../../clients/generated/operations.ts'
import { minuteOf, useSay } from '../language.tsx'
import { ChangeForm, Labelled } from '../parts.tsx'
import { words } from './words.ts'

interface LookCardProps {
  readonly look: NonNullable<WhoLookedAtMeQuery['whoLookedAtMe']>['nodes'][number]
  readonly objected: boolean
  readonly onObject: (reason: string, idempotencyKey: string) => Promise<void>
}

/** More fields than this are shown when asked for. */
const FEW = 12

export function LookCard({ look, objected, onObject }: LookCardProps) {
  const say = useSay()
  const [objecting, setObjecting] = useState(false)
  const [reason, setReason] = useState('')
  const [all, setAll] = useState(false)
  const own = look.department === null
  const shown = all ? look.namedFields : look.namedFields.slice(0, FEW)
  return (
    <li className={own ? 'card own' : 'card'}>
      <div className="head">
        <strong>{own ? say(words.myself) : (look.departmentTitle ?? look.department)}</strong>
        <time dateTime={look.at}>{minuteOf(look.at)}</time>
      </div>
      <p className="for">
        {look.purposeName ?? look.purpose ?? say(words.noPurpose)}
        {look.purpose !== null && <code>{look.purpose}</code>}
      </p>
      {look.notice !== null && <p className="notice">{look.notice}</p>}
      {look.namedFields.length === 0 ? (
        <p className="quiet">{say(words.noFields)}</p>
      ) : (
        <ul className="chips" aria-label={say(words.fields)}>
          {shown.map(({ coordinate, name }) => (
            <li key={coordinate} title={coordinate}>
              {name}
            </li>
          ))}
          {shown.length < look.namedFields.length && (
            <li className="bare">
              <button type="button" className="plain" onClick={() => setAll(true)}>
                {say(words.moreFields)} ({look.namedFields.length})
              </button>
            </li>
          )}
        </ul>
      )}
      {!own && objected && <p className="mark">{say(words.objected)}</p>}
      {!own && !objected && !objecting && (
        <button type="button" className="plain" onClick={() => setObjecting(true)}>
          {say(words.object)}
        </button>
      )}
      {objecting && (
        <ChangeForm
          label={say(words.objecting)}
          submit={say(words.send)}
          onSubmit={async (key) => {
            await onObject(reason, key)
            setObjecting(false)
          }}
          onCancel={() => setObjecting(false)}
        >
          <Labelled label={say(words.reason)} hint={say(words.reasonHint)}>
            {(id) => (
              <textarea
                id={id}
                required
                maxLength={500}
                rows={3}
                autoFocus
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
