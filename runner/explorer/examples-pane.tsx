/** The column at the left: queries to begin with. Ours rather than a GraphiQL plugin, whose pane begins hidden. */
import type { Example } from './contract.ts'
import { labels, say, type Language } from './labels.ts'

interface ExamplesPaneProps {
  readonly examples: readonly Example[]
  readonly chosen: Example | null
  readonly language: Language
  readonly personaTitle: (name: string) => string
  readonly onChoose: (example: Example) => void
}

export function ExamplesPane({ examples, chosen, language, personaTitle, onChoose }: ExamplesPaneProps) {
  return (
    <aside className="examples">
      <h2>{say(labels.examples, language)}</h2>
      <p>{say(labels.examplesHint, language)}</p>
      {examples.map((example) => (
        <button
          key={example.title.en}
          type="button"
          className={example === chosen ? 'example chosen' : 'example'}
          onClick={() => onChoose(example)}
        >
          <strong>{say(example.title, language)}</strong>
          <span>{say(example.explanation, language)}</span>
          <small>
            {personaTitle(example.persona)} · {example.purpose ?? say(labels.noPurpose, language)}
          </small>
        </button>
      ))}
    </aside>
  )
}
