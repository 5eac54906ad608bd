/** The citizen's page (本人): who looked at me, my objections (PIPL art. 44, 45, 50), and what I asked to have corrected. It asks for the purpose SELF_ACCESS only. */
import '../../explorer/frame.css'
import '../pages.css'
import { useCallback, useMemo, useState } from 'react'
import {
  MyObjectionsDocument,
  ObjectToLookDocument,
  WhoLookedAtMeDocument,
} from '../../../clients/generated/operations.ts'
import { MyCorrections } from '../corrections/own-corrections.tsx'
import { correctionWords } from '../corrections/words.ts'
import { startPage, type PageProps } from '../frame.tsx'
import { useSay } from '../language.tsx'
import { PagedList, usePaged } from '../parts.tsx'
import { askWith } from '../session.ts'
import { LookCard } from './look-card.tsx'
import { ObjectionCard } from './objection-card.tsx'
import { words } from './words.ts'

const SELF_ACCESS = 'SELF_ACCESS'

function Me({ config, session }: PageProps) {
  const say = useSay()
  const ask = useMemo(() => askWith(config, session), [config, session])
  const office = useMemo(
    () => ({
      ask,
      departmentTitle: (code: string | null) =>
        config.departments.find((one) => one.name === code)?.title ?? code ?? '',
    }),
    [ask, config],
  )
  const [name, setName] = useState<string | null>(null)
  const looks = usePaged(
    useCallback(
      async (after: string | null) => {
        const { me, whoLookedAtMe } = await ask(WhoLookedAtMeDocument, { after }, SELF_ACCESS)
        setName(me?.name ?? null)
        return whoLookedAtMe
      },
      [ask],
    ),
  )
  const objections = usePaged(
    useCallback(
      async (after: string | null) => (await ask(MyObjectionsDocument, { after }, SELF_ACCESS)).myObjections,
      [ask],
    ),
  )
  const objected = new Set(objections.nodes?.map(({ look }) => look?.id))
  return (
    <div className="columns">
      <section aria-labelledby="looks">
        <h1 id="looks">
          {name !== null && (
            <small>
              {say(words.hello)}
              {name}
            </small>
          )}
          {say(words.title)}
        </h1>
        <p className="quiet">{say(words.intro)}</p>
        <PagedList list={looks} empty={say(words.noLooks)}>
          {(look) => (
            <LookCard
              key={look.id}
              look={look}
              objected={objected.has(look.id)}
              onObject={async (reason, idempotencyKey) => {
                await ask(ObjectToLookDocument, { input: { look: look.id, reason, idempotencyKey } }, SELF_ACCESS)
                objections.again()
              }}
            />
          )}
        </PagedList>
      </section>
      <section aria-labelledby="objections">
        <h2 id="objections">{say(words.objections)}</h2>
        <PagedList list={objections} empty={say(words.noObjections)}>
          {(objection) => <ObjectionCard key={objection.id} objection={objection} />}
        </PagedList>
        <h2 id="corrections">{say(correctionWords.mine)}</h2>
        <MyCorrections office={office} purpose={SELF_ACCESS} />
      </section>
    </div>
  )
}

startPage({
  here: '/me',
  title: words.title,
  personas: ['citizen'],
  departments: false,
  children: (props) => <Me {...props} />,
})
