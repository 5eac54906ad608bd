/** Who asks, for what, on which case; and how the departments are. */
import { useId, type ReactNode } from 'react'
import type { DepartmentStatus, ExplorerConfig } from './contract.ts'
import { labels, say, type Language } from './labels.ts'
import { Pentagon } from './pentagon.tsx'

export interface Asker {
  readonly persona: string
  readonly purpose: string | null
  readonly caseNumber: string
  /** Pasted where no demo issuer runs. */
  readonly token: string
}

interface TopBarProps {
  readonly config: ExplorerConfig
  readonly asker: Asker
  readonly onAsker: (asker: Asker) => void
  readonly departments: readonly DepartmentStatus[]
  readonly language: Language
  readonly onLanguage: (language: Language) => void
}

export function TopBar({ config, asker, onAsker, departments, language, onLanguage }: TopBarProps) {
  const persona = config.personas.find(({ name }) => name === asker.persona)
  const purpose = config.purposes.find(({ code }) => code === asker.purpose)
  const choosePersona = (name: string) => {
    const next = config.personas.find((one) => one.name === name)
    onAsker({ ...asker, persona: name, purpose: next?.purposes[0] ?? null, caseNumber: next?.caseNumber ?? '' })
  }
  // Purposes of the persona come first; the others stay on offer, so that their refusal can be seen.
  const own = config.purposes.filter(({ code }) => persona?.purposes.includes(code))
  const others = config.purposes.filter(({ code }) => !persona?.purposes.includes(code))

  return (
    <header className="top">
      <a className="brand" href="/" aria-label="Pentagraph">
        <Pentagon />
        <span>
          <strong>Pentagraph</strong>
          <small>{say(labels.subtitle, language)}</small>
        </span>
      </a>
      <div className="asker">
        {config.demoTokens ? (
          <Labelled label={say(labels.persona, language)}>
            {(id) => (
              <select id={id} value={asker.persona} onChange={(event) => choosePersona(event.target.value)}>
                {config.personas.map(({ name, title }) => (
                  <option key={name} value={name}>
                    {say(title, language)}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
        ) : (
          <Labelled label={say(labels.token, language)}>
            {(id) => (
              <input
                id={id}
                type="password"
                autoComplete="off"
                value={asker.token}
                onChange={(event) => onAsker({ ...asker, token: event.target.value.trim() })}
              />
            )}
          </Labelled>
        )}
        <Labelled label={say(labels.purpose, language)}>
          {(id) => (
            <select
              id={id}
              value={asker.purpose ?? ''}
              onChange={(event) => onAsker({ ...asker, purpose: event.target.value || null })}
            >
              <option value="">{say(labels.noPurpose, language)}</option>
              {[...own, ...others].map(({ code, name }) => (
                <option key={code} value={code}>
                  {language === 'zh' ? `${name} ${code}` : code}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={say(labels.caseNumber, language)}>
          {(id) => (
            <input
              id={id}
              className={purpose?.caseNeeded && asker.caseNumber === '' ? 'case wanted' : 'case'}
              value={asker.caseNumber}
              onChange={(event) => onAsker({ ...asker, caseNumber: event.target.value })}
            />
          )}
        </Labelled>
      </div>
      <a className="departments" href="/status" title={say(labels.departments, language)}>
        {departments.map(({ name, title, state }) => (
          <span key={name} className={`state ${state}`}>
            {language === 'zh' ? title : name}
          </span>
        ))}
      </a>
      <button type="button" className="language" onClick={() => onLanguage(language === 'zh' ? 'en' : 'zh')}>
        {language === 'zh' ? 'English' : '中文'}
      </button>
    </header>
  )
}

function Labelled({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}
