/** The officer's queue of corrections (校核纠错), what is due first in front, with the value at the source beside what is proposed. */
import { useCallback, useState } from 'react'
import { CorrectionQueueDocument } from '../../../clients/generated/operations.ts'
import { CorrectionCard } from '../corrections/correction-card.tsx'
import { correctionWords as words } from '../corrections/words.ts'
import { useSay } from '../language.tsx'
import { Check, PagedList, usePaged } from '../parts.tsx'
import { DATA_QUALITY, type Office } from './office.ts'

export function CorrectionQueue({ office }: { readonly office: Office }) {
  const say = useSay()
  const { ask } = office
  const [all, setAll] = useState(false)
  const [overdue, setOverdue] = useState(false)
  const list = usePaged(
    useCallback(
      async (after: string | null) => {
        const filter = { ...(!all && { states: ['OPEN', 'ACCEPTED'] as const }), ...(overdue && { overdue }) }
        return (await ask(CorrectionQueueDocument, { filter, after }, DATA_QUALITY)).corrections
      },
      [ask, all, overdue],
    ),
  )
  return (
    <>
      <p>
        <Check label={say(words.onlyOpen)} checked={!all} onChange={(only) => setAll(!only)} />
        <Check label={say(words.onlyOverdue)} checked={overdue} onChange={setOverdue} />
      </p>
      <PagedList list={list} empty={say(words.noQueue)}>
        {(one) => (
          <CorrectionCard
            key={one.id}
            office={office}
            correction={one}
            atSource={one.atSource}
            purpose={DATA_QUALITY}
            onChanged={list.again}
          />
        )}
      </PagedList>
    </>
  )
}
