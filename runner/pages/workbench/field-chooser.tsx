/** Entries of one department's catalogue, searched and ticked; what is never shared is shown and cannot be. */
import { useCallback, useEffect, useState } from 'react'
import { CatalogueChoiceDocument } from '../../../clients/generated/operations.ts'
import { useSay } from '../language.tsx'
import { Labelled, Refusal, usePaged } from '../parts.tsx'
import { commonWords } from '../words.ts'
import type { Office } from './office.ts'
import { codeNames, words } from './words.ts'

interface FieldChooserProps {
  readonly office: Office
  readonly department: string
  readonly fields: readonly string[]
  /** Names such as `category:人口` that may be chosen whole, where the entries shown belong to them. */
  readonly categories?: readonly string[]
  readonly onFields: (fields: readonly string[]) => void
}

/** So long nothing more must be typed before the catalogue is asked. */
const TYPING_MS = 250

export function FieldChooser({ office, department, fields, categories = [], onFields }: FieldChooserProps) {
  const say = useSay()
  const { ask } = office
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const list = usePaged(
    useCallback(
      async (after: string | null) =>
        // The catalogue is open to everybody, without a purpose.
        (await ask(CatalogueChoiceDocument, { department, search: search === '' ? null : search, after }, null))
          .catalogue,
      [ask, department, search],
    ),
  )
  const toggle = (coordinate: string) =>
    onFields(fields.includes(coordinate) ? fields.filter((one) => one !== coordinate) : [...fields, coordinate])
  const whole = categories.filter((name) => list.nodes?.some(({ category }) => name === `category:${category}`))
  return (
    <fieldset>
      <Labelled label={say(words.search)} hint={say(words.searchHint)}>
        {(id) => (
          <input
            id={id}
            type="search"
            maxLength={100}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Labelled>
      {list.failure !== null && <Refusal failure={list.failure} onRetry={list.again} />}
      {list.nodes?.length === 0 && <p className="quiet">{say(words.noEntries)}</p>}
      {whole.length > 0 && (
        <div className="choice" role="group" aria-label={say(words.wholeCategories)}>
          {whole.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={fields.includes(name)} onChange={() => toggle(name)} />
              {say(words.wholeCategory)} {name.replace(/^category:/, '')}
            </label>
          ))}
        </div>
      )}
      {list.nodes && list.nodes.length > 0 && (
        <ul className="entries" aria-label={say(words.entries)}>
          {list.nodes.map(({ coordinate, meaning, meaningZh, level, category, sharing }) => (
            <li key={coordinate}>
              <label>
                <input
                  type="checkbox"
                  checked={fields.includes(coordinate)}
                  required={fields.length === 0}
                  disabled={sharing === 'NEVER'}
                  onChange={() => toggle(coordinate)}
                />
                <span>
                  {meaningZh ?? meaning}
                  <small>{coordinate}</small>
                </span>
                <span className="grade">
                  {category} · L{level} · {say(codeNames[sharing], sharing)}
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {list.hasNext && (
        <button type="button" className="plain" disabled={list.reading} onClick={list.more}>
          {say(commonWords.more)}
        </button>
      )}
      {fields.length > 0 && (
        <ul className="chips" aria-label={say(words.chosen)}>
          {fields.map((coordinate) => (
            <li key={coordinate} className="bare">
              <button
                type="button"
                className="plain"
                aria-label={`${say(words.remove)} ${coordinate}`}
                onClick={() => toggle(coordinate)}
              >
                {coordinate} ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  )
}
