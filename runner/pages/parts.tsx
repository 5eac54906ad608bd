/** Small parts of the pages: a list that is read page by page, a refusal in words, a form for one change. */
import { useCallback, useEffect, useId, useState, type FormEvent, type ReactNode } from 'react'
import { HubRefusal } from '../../clients/hub-client.ts'
import { useSay } from './language.tsx'
import { newKey } from './session.ts'
import { commonWords, refusals } from './words.ts'

export interface PageOf<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

export interface Paged<Node> {
  /** Null until the first page is there. */
  readonly nodes: readonly Node[] | null
  readonly hasNext: boolean
  readonly failure: unknown
  readonly reading: boolean
  readonly more: () => void
  readonly again: () => void
}

/** `read` must stay the same function as long as the same list is meant. */
export function usePaged<Node>(read: (after: string | null) => Promise<PageOf<Node> | null>): Paged<Node> {
  const [nodes, setNodes] = useState<readonly Node[] | null>(null)
  const [cursor, setCursor] = useState<string | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [reading, setReading] = useState(false)
  const load = useCallback(
    (after: string | null, stillMeant: () => boolean) => {
      setReading(true)
      setFailure(null)
      read(after)
        .then((page) => {
          if (!stillMeant()) return
          const found = page?.nodes ?? []
          setNodes((before) => (after === null ? found : [...(before ?? []), ...found]))
          setCursor(page?.pageInfo.hasNextPage === true ? page.pageInfo.endCursor : null)
        })
        .catch((error: unknown) => stillMeant() && setFailure(error))
        .finally(() => stillMeant() && setReading(false))
    },
    [read],
  )
  useEffect(() => {
    let meant = true
    load(null, () => meant)
    return () => {
      meant = false
    }
  }, [load])
  const always = () => true
  return {
    nodes,
    hasNext: cursor !== null,
    failure,
    reading,
    more: () => load(cursor, always),
    again: () => load(null, always),
  }
}

interface PagedListProps<Node> {
  readonly list: Paged<Node>
  readonly empty: string
  readonly children: (node: Node) => ReactNode
}

export function PagedList<Node>({ list, empty, children }: PagedListProps<Node>) {
  const say = useSay()
  const { nodes, hasNext, failure, reading, more, again } = list
  return (
    <>
      {failure !== null && <Refusal failure={failure} onRetry={again} />}
      {nodes === null && failure === null && (
        <p className="quiet" role="status">
          {say(commonWords.loading)}
        </p>
      )}
      {nodes?.length === 0 && <p className="empty">{empty}</p>}
      {nodes && nodes.length > 0 && <ul className="cards">{nodes.map(children)}</ul>}
      {hasNext && (
        <button type="button" className="plain" disabled={reading} onClick={more}>
          {say(commonWords.more)}
        </button>
      )}
    </>
  )
}

/** Why something was not done: the code in words, never a message of the server. */
export function Refusal({ failure, onRetry }: { readonly failure: unknown; readonly onRetry?: () => void }) {
  const say = useSay()
  const code = failure instanceof HubRefusal ? failure.code : 'UNREACHABLE'
  return (
    <p className="refusal" role="alert">
      <strong>{say(commonWords.refused)}</strong> {say(refusals[code], code)} <code>{code}</code>
      {onRetry && (
        <button type="button" className="plain" onClick={onRetry}>
          {say(commonWords.retry)}
        </button>
      )}
    </p>
  )
}

interface ChangeFormProps {
  readonly label: string
  readonly submit: string
  /** Called with a key that stays the same as long as the same change is tried again. */
  readonly onSubmit: (idempotencyKey: string) => Promise<void>
  readonly onCancel?: () => void
  readonly danger?: boolean
  readonly children: ReactNode
}

export function ChangeForm({ label, submit, onSubmit, onCancel, danger, children }: ChangeFormProps) {
  const say = useSay()
  const [key, setKey] = useState(newKey)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const send = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    onSubmit(key)
      .catch((error: unknown) => {
        setFailure(error)
        // Refused: what comes next is another change. Not answered: the same one, which may have been done.
        if (error instanceof HubRefusal && error.code !== 'UNREACHABLE') setKey(newKey())
      })
      .finally(() => setBusy(false))
  }
  return (
    <form className="change" aria-label={label} onSubmit={send} onChange={() => failure !== null && setFailure(null)}>
      {children}
      {failure !== null && <Refusal failure={failure} />}
      <div className="buttons">
        <button type="submit" className={danger ? 'main danger' : 'main'} disabled={busy}>
          {submit}
        </button>
        {onCancel && (
          <button type="button" className="plain" onClick={onCancel}>
            {say(commonWords.cancel)}
          </button>
        )}
      </div>
    </form>
  )
}

interface FieldProps {
  readonly label: string
  readonly hint?: string
  readonly children: (id: string) => ReactNode
}

export function Labelled({ label, hint, children }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <small>{hint}</small>}
    </div>
  )
}

interface CheckProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  )
}

interface TextFieldProps {
  readonly label: string
  readonly required: boolean
  readonly value: string
  readonly onChange: (text: string) => void
}

/** What is said in one's own words, at most 2,000 characters. */
export function TextField({ label, required, value, onChange }: TextFieldProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <textarea
          id={id}
          rows={3}
          maxLength={2000}
          required={required}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Labelled>
  )
}
