/** The frame of a page: brand, ways to the other pages, sign-in, language. What stands in it is drawn only for somebody who is signed in. */
import { useEffect, useId, useState, type FormEvent, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { Pentagon } from '../explorer/pentagon.tsx'
import type { Bilingual } from '../explorer/contract.ts'
import type { Language } from '../explorer/labels.ts'
import type { PagesConfig } from './contract.ts'
import { LanguageContext, useSay } from './language.tsx'
import { demoSession, fetchConfig, sessionOf, type Session } from './session.ts'
import { commonWords } from './words.ts'

export interface PageProps {
  readonly config: PagesConfig
  readonly session: Session
}

interface FrameProps {
  readonly config: PagesConfig
  readonly here: '/me' | '/workbench'
  readonly title: Bilingual
  /** Names of the demo personas that the page is for; the first one begins. */
  readonly personas: readonly string[]
  /** Whether the demo may choose whose officer or developer it is. */
  readonly departments: boolean
  readonly children: (props: PageProps) => ReactNode
}

/** Draws the page into `#root` once the server said what it needs. */
export function startPage(frame: Omit<FrameProps, 'config'>): void {
  const root = createRoot(document.getElementById('root') ?? document.body)
  fetchConfig().then(
    (config) => root.render(<Frame config={config} {...frame} />),
    () => root.render(<p className="failed">页面无法加载。 The page cannot be loaded.</p>),
  )
}

// Private:

function Frame({ config, here, title, personas, departments, children }: FrameProps) {
  const [language, setLanguage] = useState<Language>(navigator.language.startsWith('zh') ? 'zh' : 'en')
  const [session, setSession] = useState<Session | null>(null)
  const offered = config.personas.filter(({ name }) => personas.includes(name))
  return (
    <LanguageContext.Provider value={language}>
      <header className="top">
        <a className="brand" href="/" aria-label="Pentagraph">
          <Pentagon />
          <span>
            <strong>Pentagraph</strong>
            <small>{title[language]}</small>
          </span>
        </a>
        <PageLinks here={here} />
        {offered.length > 0 ? (
          <DemoSignIn config={config} personas={offered} departments={departments} onSession={setSession} />
        ) : (
          <TokenSignIn onSession={setSession} signedIn={session !== null} />
        )}
        <button type="button" className="language" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>
          {language === 'zh' ? 'English' : '中文'}
        </button>
      </header>
      <main className="page">
        {session ? (
          // A new token is a new person: nothing of the one before may stay on the page.
          <div key={session.token}>{children({ config, session })}</div>
        ) : (
          <p className="quiet" role="status">
            {offered.length > 0 ? commonWords.loading[language] : commonWords.tokenHint[language]}
          </p>
        )}
      </main>
    </LanguageContext.Provider>
  )
}

function PageLinks({ here }: { readonly here: string }) {
  const say = useSay()
  const links = [
    ['/me', commonWords.me],
    ['/workbench', commonWords.workbench],
    ['/catalogue', commonWords.catalogue],
    ['/', commonWords.explorer],
  ] as const
  return (
    <nav className="links" aria-label={say(commonWords.pages)}>
      {links.map(([path, text]) => (
        <a key={path} href={path} aria-current={path === here ? 'page' : undefined}>
          {say(text)}
        </a>
      ))}
    </nav>
  )
}

interface SignInProps {
  readonly onSession: (session: Session | null) => void
}

function DemoSignIn({
  config,
  personas,
  departments,
  onSession,
}: SignInProps & { readonly departments: boolean } & Pick<PagesConfig, 'personas'> & { readonly config: PagesConfig }) {
  const say = useSay()
  const [persona, setPersona] = useState(personas[0]?.name ?? '')
  const [department, setDepartment] = useState('')
  const id = useId()
  const chooses = departments && ofAnyDepartment.includes(persona)
  useEffect(() => {
    let gone = false
    demoSession(persona, chooses && department !== '' ? department : null).then(
      (session) => gone || onSession(session),
      () => gone || onSession(null),
    )
    return () => {
      gone = true
    }
  }, [persona, department, chooses, onSession])
  return (
    <div className="asker">
      <div className="labelled">
        <label htmlFor={`${id}p`}>{say(commonWords.persona)}</label>
        <select id={`${id}p`} value={persona} onChange={(event) => setPersona(event.target.value)}>
          {personas.map(({ name, title }) => (
            <option key={name} value={name}>
              {say(title)}
            </option>
          ))}
        </select>
      </div>
      {chooses && (
        <div className="labelled">
          <label htmlFor={`${id}d`}>{say(commonWords.department)}</label>
          <select id={`${id}d`} value={department} onChange={(event) => setDepartment(event.target.value)}>
            <option value="">{say(commonWords.ownDepartment)}</option>
            {config.departments.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </div>
      )}
    </div>
  )
}

/** Others have keys in their own department's system. */
const ofAnyDepartment = ['developer', 'data-officer']

function TokenSignIn({ onSession, signedIn }: SignInProps & { readonly signedIn: boolean }) {
  const say = useSay()
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState(false)
  const id = useId()
  const signIn = (event: FormEvent) => {
    event.preventDefault()
    const session = sessionOf(text.trim())
    setWrong(session === null)
    onSession(session)
    setText('')
  }
  return (
    <form className="asker" onSubmit={signIn}>
      <div className="labelled">
        <label htmlFor={id}>{wrong ? say(commonWords.notToken) : say(commonWords.token)}</label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          aria-invalid={wrong}
          placeholder={signedIn ? '••••••••' : ''}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <button type="submit" className="language">
        {say(commonWords.signIn)}
      </button>
    </form>
  )
}
