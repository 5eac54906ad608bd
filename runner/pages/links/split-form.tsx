/** Takes records out of one entity: which of them are another’s, and why. */
import { useState } from 'react'
import { SplitEntityDocument, type LinkSideCardFragment } from '../../../clients/generated/operations.ts'
import { useSay } from '../language.tsx'
import { ChangeForm, TextField } from '../parts.tsx'
import { DATA_QUALITY, type Office } from '../workbench/office.ts'
import { RecordText } from './side-card.tsx'
import { linkWords as words } from './words.ts'

interface SplitFormProps {
  readonly office: Office
  readonly side: LinkSideCardFragment
  readonly onChanged: () => void
}

/** Only for an entity of which the officer's department keeps a record, and that has more than one. */
export function SplitForm({ office, side, onChanged }: SplitFormProps) {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [text, setText] = useState('')
  const { id, version: expectedVersion, records } = side
  const own = records.some(({ department }) => department === office.session.department)
  if (!own || records.length < 2) return null
  if (!open)
    return (
      <div className="buttons">
        <button type="button" onClick={() => setOpen(true)}>
          {say(words.split)}
        </button>
      </div>
    )
  const choose = (handle: string, on: boolean) =>
    setChosen((before) => [...before.filter((one) => one !== handle), ...(on ? [handle] : [])])
  return (
    <ChangeForm
      label={say(words.split)}
      submit={say(words.splitSend)}
      danger
      onCancel={() => setOpen(false)}
      onSubmit={async (idempotencyKey) => {
        const change = { id, records: [...chosen], reason: text, expectedVersion, idempotencyKey }
        await office.ask(SplitEntityDocument, change, DATA_QUALITY)
        setOpen(false)
        setChosen([])
        setText('')
        onChanged()
      }}
    >
      <fieldset>
        <legend>{say(words.chosen)}</legend>
        {records.map((record) => (
          <label key={record.handle}>
            <input
              type="checkbox"
              checked={chosen.includes(record.handle)}
              onChange={(event) => choose(record.handle, event.target.checked)}
            />
            <RecordText office={office} record={record} />
          </label>
        ))}
      </fieldset>
      <TextField label={say(words.reason)} required value={text} onChange={setText} />
    </ChangeForm>
  )
}
