/**
 * The explorer: GraphiQL with a persona, a purpose and a case above it, and what the answer lacks below it. Bundled by
 * page-bundle.ts, served by routes.ts, fetches nothing from elsewhere, and remembers nothing: variables may hold identity numbers.
 */
import 'graphiql/style.css'
import './frame.css'
import './explorer.css'
import { GraphiQL } from 'graphiql'
import { buildSchema } from 'graphql'
import { useEffect, useMemo, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { ask, fetchConfig, fetchStatus } from './ask.ts'
import type { DepartmentStatus, Example, ExplorerConfig } from './contract.ts'
import { ExamplesPane } from './examples-pane.tsx'
import { GapPanel, type Answered } from './gap-panel.tsx'
import { say, type Language } from './labels.ts'
import { TopBar, type Asker } from './top-bar.tsx'

const forgetful = {
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
  clear: () => undefined,
  length: 0,
}
const statusEvery = 15_000

function Explorer({ config }: { readonly config: ExplorerConfig }) {
  const first = config.examples[0] ?? null
  const [language, setLanguage] = useState<Language>(navigator.language.startsWith('zh') ? 'zh' : 'en')
  const [asker, setAsker] = useState<Asker>(() => askerOf(config, first))
  const [chosen, setChosen] = useState<Example | null>(first)
  const [query, setQuery] = useState(first?.query ?? '')
  const [variables, setVariables] = useState(variablesOf(first))
  const [answered, setAnswered] = useState<Answered | null>(null)
  const [departments, setDepartments] = useState<readonly DepartmentStatus[]>([])
  // Without it GraphiQL asks for it by introspection, with the token above.
  const schema = useMemo(
    () => (config.schemaSdl === '' ? {} : { schema: buildSchema(config.schemaSdl, { assumeValid: true }) }),
    [config],
  )

  // The fetcher must stay the same function, or GraphiQL starts anew; it reads who asks at the moment of asking.
  const current = useRef(asker)
  useEffect(() => {
    current.current = asker
  }, [asker])
  const fetcher = useMemo(
    () => async (params: { query: string; variables?: unknown; operationName?: string | null | undefined }) => {
      const answer = await ask(config, current.current, params)
      setAnswered(answer)
      return answer.body as object
    },
    [config],
  )

  useEffect(() => {
    const look = () => void fetchStatus().then(setDepartments, () => setDepartments([]))
    look()
    const timer = setInterval(look, statusEvery)
    return () => clearInterval(timer)
  }, [])

  const choose = (example: Example) => {
    setChosen(example)
    setAsker(askerOf(config, example))
    setQuery(example.query)
    setVariables(variablesOf(example))
    setAnswered(null)
  }
  const departmentTitle = (name: string) =>
    (language === 'zh' && departments.find((one) => one.name === name)?.title) || name
  const personaTitle = (name: string) => say(config.personas.find((one) => one.name === name)?.title, language, name)

  return (
    <>
      <TopBar {...{ config, asker, departments, language }} onAsker={setAsker} onLanguage={setLanguage} />
      <main>
        <ExamplesPane examples={config.examples} {...{ chosen, language, personaTitle }} onChoose={choose} />
        <GraphiQL
          fetcher={fetcher}
          {...schema}
          query={query}
          variables={variables}
          onEditQuery={setQuery}
          onEditVariables={setVariables}
          storage={forgetful}
          shouldPersistHeaders={false}
          isHeadersEditorEnabled={false}
          defaultEditorToolsVisibility="variables"
          forcedTheme="light"
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <GapPanel {...{ answered, language, departmentTitle }} />
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </>
  )
}

function askerOf(config: ExplorerConfig, example: Example | null): Asker {
  const persona = config.personas.find(({ name }) => name === example?.persona) ?? config.personas[0]
  return {
    persona: persona?.name ?? '',
    purpose: example?.purpose ?? null,
    caseNumber: persona?.caseNumber ?? '',
    token: '',
  }
}

const variablesOf = (example: Example | null): string =>
  example?.variables ? JSON.stringify(example.variables, null, 2) : ''

const root = createRoot(document.getElementById('root') ?? document.body)
fetchConfig().then(
  (config) => root.render(<Explorer config={config} />),
  () => root.render(<p className="failed">The explorer cannot be loaded. 页面无法加载。</p>),
)
