/** The pane at the left: queries to begin with. Given as a context, since GraphiQL renders a plugin without properties. */
import { createContext, useContext } from 'react'
import type { Example } from './contract.ts'
import { labels, say, type Language } from './labels.ts'

interface ExamplesContext {
  readonly examples: readonly Example[]
  readonly chosen: Example | null
  readonly language: Language
  readonly personaTitle: (name: string) => string
  readonly choose: (example: Example) => void
}
export const Examples = createContext<ExamplesContext | null>(null)

function ExamplesPane() {
  const context = useContext(Examples)
  if (!context) return null
  const { examples, chosen, language, personaTitle, choose } = context
  return (
    <div className="examples">
      <h2>{say(labels.examples, language)}</h2>
      <p>{say(labels.examplesHint, language)}</p>
      {examples.map((example) => (
        <button
          key={example.title.en}
          type="button"
          className={example === chosen ? 'example chosen' : 'example'}
          onClick={() => choose(example)}
        >
          <strong>{say(example.title, language)}</strong>
          <span>{say(example.explanation, language)}</span>
          <small>
            {personaTitle(example.persona)} · {example.purpose ?? say(labels.noPurpose, language)}
          </small>
        </button>
      ))}
    </div>
  )
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5">
      <path d="M3 5h14M3 10h9M3 15h11" strokeLinecap="round" />
      <path d="m14.5 8 3 2-3 2z" fill="currentColor" />
    </svg>
  )
}

/** One object for the whole life of the page: GraphiQL compares plugins by identity. */
export const examplesPlugin = { title: 'Examples 示例', icon: ExamplesIcon, content: ExamplesPane }
