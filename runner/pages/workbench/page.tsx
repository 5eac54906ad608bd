/**
 * The workbench (工作台): who applies for data, who answers for it and who watches over it work here, each with the parts that belong to the roles in
 * the token. Which steps somebody may take is said by the hub with every card (`actions`), never by this page.
 */
import '../../explorer/frame.css'
import '../pages.css'
import { useMemo, useState } from 'react'
import type { Bilingual } from '../../explorer/contract.ts'
import { BaseDataQueue } from '../base-data/queue.tsx'
import { BaseDataVisit } from '../base-data/visit.tsx'
import { baseDataWords } from '../base-data/words.ts'
import { MyCorrections } from '../corrections/own-corrections.tsx'
import { correctionWords } from '../corrections/words.ts'
import { startPage, type PageProps } from '../frame.tsx'
import { useSay } from '../language.tsx'
import { linkWords } from '../links/words.ts'
import { askWith } from '../session.ts'
import { roleNames } from '../words.ts'
import { Applications } from './applications.tsx'
import { ApplyForm } from './apply-form.tsx'
import { CorrectionQueue } from './corrections.tsx'
import { Emergencies } from './emergencies.tsx'
import { Grants } from './grants.tsx'
import { Links } from './links.tsx'
import { Objections } from './objections.tsx'
import { GRANT_ADMINISTRATION, type Office } from './office.ts'
import { Regrading } from './regrading.tsx'
import { regradingWords } from './regrading-words.ts'
import { words } from './words.ts'

type PartName =
  | 'queue'
  | 'corrections'
  | 'links'
  | 'base-data-queue'
  | 'base-data'
  | 'apply'
  | 'mine'
  | 'my-corrections'
  | 'grants'
  | 'emergencies'
  | 'regrading'
  | 'objections'

const staff = ['grid-worker', 'mediator', 'developer', 'bi', 'data-officer']
const parts: readonly { readonly name: PartName; readonly text: Bilingual; readonly roles: readonly string[] }[] = [
  { name: 'queue', text: words.queue, roles: ['data-officer'] },
  { name: 'corrections', text: correctionWords.queue, roles: ['data-officer'] },
  { name: 'links', text: linkWords.title, roles: ['data-officer'] },
  { name: 'base-data-queue', text: baseDataWords.queue, roles: ['data-officer'] },
  { name: 'base-data', text: baseDataWords.visit, roles: ['grid-worker'] },
  { name: 'apply', text: words.apply, roles: staff },
  { name: 'mine', text: words.mine, roles: staff },
  { name: 'my-corrections', text: correctionWords.mine, roles: staff },
  { name: 'grants', text: words.grants, roles: [...staff, 'security-administrator'] },
  { name: 'emergencies', text: words.emergencies, roles: ['data-officer', 'grid-worker', 'security-administrator'] },
  { name: 'regrading', text: regradingWords.title, roles: ['data-officer', 'security-administrator'] },
  { name: 'objections', text: words.objections, roles: ['auditor'] },
]

function Workbench({ config, session }: PageProps) {
  const say = useSay()
  const own = parts.filter(({ roles }) => roles.some((role) => session.roles.includes(role)))
  const [chosen, setChosen] = useState<PartName | null>(own[0]?.name ?? null)
  const office = useMemo<Office>(
    () => ({
      config,
      session,
      ask: askWith(config, session),
      departmentTitle: (name) => config.departments.find((one) => one.name === name)?.title ?? name ?? '',
    }),
    [config, session],
  )
  return (
    <>
      <h1>
        <small>
          {office.departmentTitle(session.department)} ·{' '}
          {session.roles.map((role) => say(roleNames[role], role)).join('、')} · <code>{session.subject}</code>
        </small>
        {say(words.title)}
      </h1>
      {chosen === null ? (
        <p className="empty">
          {say(words.notForYou)} <a href="/me">→</a>
        </p>
      ) : (
        <>
          <div className="tabs" role="tablist" aria-label={say(words.parts)}>
            {own.map(({ name, text }) => (
              <button
                key={name}
                type="button"
                role="tab"
                id={`tab-${name}`}
                aria-selected={name === chosen}
                aria-controls="part"
                onClick={() => setChosen(name)}
              >
                {say(text)}
              </button>
            ))}
          </div>
          <section id="part" role="tabpanel" aria-labelledby={`tab-${chosen}`}>
            {chosen === 'queue' && <Applications office={office} filter={{ forMe: true }} empty={say(words.noQueue)} />}
            {chosen === 'apply' && <ApplyForm office={office} onDone={() => setChosen('mine')} />}
            {chosen === 'mine' && (
              <Applications office={office} filter={{ mine: true }} empty={say(words.noApplications)} />
            )}
            {chosen === 'corrections' && <CorrectionQueue office={office} />}
            {chosen === 'links' && <Links office={office} />}
            {chosen === 'base-data-queue' && <BaseDataQueue office={office} />}
            {chosen === 'base-data' && <BaseDataVisit office={office} />}
            {chosen === 'my-corrections' && <MyCorrections office={office} purpose={GRANT_ADMINISTRATION} />}
            {chosen === 'grants' && <Grants office={office} />}
            {chosen === 'emergencies' && <Emergencies office={office} />}
            {chosen === 'regrading' && <Regrading office={office} />}
            {chosen === 'objections' && <Objections office={office} />}
          </section>
        </>
      )}
    </>
  )
}

startPage({
  here: '/workbench',
  title: words.title,
  personas: ['developer', 'data-officer', 'security-administrator', 'auditor', 'mediator', 'grid-worker', 'bi'],
  departments: true,
  children: (props) => <Workbench {...props} />,
})
