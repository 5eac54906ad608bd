/** One's own requests for correction, with what is unread: of staff at the workbench, of citizens at their own page. */
import { useCallback, useState } from 'react'
import { MyCorrectionsDocument } from '../../../clients/generated/operations.ts'
import { useSay } from '../language.tsx'
import { Check, PagedList, usePaged } from '../parts.tsx'
import { CorrectionCard, type CorrectionOffice } from './correction-card.tsx'
import { correctionWords as words } from './words.ts'

interface MyCorrectionsProps {
  readonly office: CorrectionOffice
  /** One that the asker may state: the requests are the own ones under any. */
  readonly purpose: string
}

export function MyCorrections({ office, purpose }: MyCorrectionsProps) {
  const say = useSay()
  const { ask } = office
  const [unread, setUnread] = useState(false)
  const list = usePaged(
    useCallback(
      async (after: string | null) => {
        const variables = { filter: unread ? { unread } : null, after }
        return (await ask(MyCorrectionsDocument, variables, purpose)).myCorrections
      },
      [ask, unread, purpose],
    ),
  )
  return (
    <>
      <p>
        <Check label={say(words.onlyUnread)} checked={unread} onChange={setUnread} />
      </p>
      <PagedList list={list} empty={say(words.noMine)}>
        {(one) => (
          <CorrectionCard
            key={one.id}
            office={office}
            correction={one}
            atSource={null}
            purpose={purpose}
            onChanged={list.again}
          />
        )}
      </PagedList>
    </>
  )
}
