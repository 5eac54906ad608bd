/** A part of a grant for people of the holder's own department: fewer fields and rows, masked, a shorter term, fewer persons; never more than the whole. */
import { useState } from 'react'
import { DelegateDocument, type GrantCardFragment, type GrantRows } from '../../../clients/generated/operations.ts'
import { useSay } from '../language.tsx'
import { ChangeForm, Labelled } from '../parts.tsx'
import { roleNames } from '../words.ts'
import { CodeField, FieldTicks, ReasonField, TermField, USUAL_TERM, VolumeField } from './fields.tsx'
import { GRANT_ADMINISTRATION, upTo, userRoles, type Office } from './office.ts'
import { words } from './words.ts'

interface DelegateFormProps {
  readonly office: Office
  readonly grant: GrantCardFragment
  readonly onDone: () => void
  readonly onCancel: () => void
}

export function DelegateForm({ office, grant, onDone, onCancel }: DelegateFormProps) {
  const say = useSay()
  const daysLeft = Math.floor((Date.parse(grant.validTo) - Date.now()) / DAY_MS)
  const [role, setRole] = useState('developer')
  const [subject, setSubject] = useState('')
  const [fields, setFields] = useState<readonly string[]>(grant.fields)
  const [masked, setMasked] = useState(grant.effect === 'MASKED')
  const [rows, setRows] = useState<GrantRows>(grant.rows)
  const [termDays, setTermDays] = useState(Math.min(USUAL_TERM, daysLeft))
  const [volume, setVolume] = useState('')
  const [reason, setReason] = useState('')

  const delegate = async (idempotencyKey: string) => {
    const input = {
      grantId: grant.id,
      role,
      subject: subject.trim() === '' ? null : subject.trim(),
      fields,
      masked,
      rows,
      termDays,
      personsPerDay: volume === '' ? null : Number(volume),
      reason: reason === '' ? null : reason,
    }
    await office.ask(DelegateDocument, { input, expectedVersion: grant.version, idempotencyKey }, GRANT_ADMINISTRATION)
    onDone()
    onCancel()
  }
  return (
    <ChangeForm label={say(words.delegate)} submit={say(words.delegate)} onSubmit={delegate} onCancel={onCancel}>
      <p className="quiet">{say(words.delegateHint)}</p>
      <div className="pair">
        <CodeField label={say(words.role)} codes={userRoles} names={roleNames} value={role} onChange={setRole} />
        <Labelled label={say(words.onlySubject)} hint={say(words.onlySubjectHint)}>
          {(id) => (
            <input id={id} maxLength={200} value={subject} onChange={(event) => setSubject(event.target.value)} />
          )}
        </Labelled>
      </div>
      <FieldTicks whole={grant.fields} chosen={fields} onChange={setFields} />
      <label className="check">
        <input
          type="checkbox"
          checked={masked}
          disabled={grant.effect === 'MASKED'}
          onChange={(event) => setMasked(event.target.checked)}
        />
        {say(words.masked)}
      </label>
      <div className="pair">
        <CodeField label={say(words.rows)} codes={upTo(grant.rows)} value={rows} onChange={setRows} />
        <TermField days={termDays} max={daysLeft} onChange={setTermDays} />
        <VolumeField value={volume} max={grant.personsPerDay} onChange={setVolume} />
      </div>
      <ReasonField required={false} value={reason} onChange={setReason} />
    </ChangeForm>
  )
}

// Private:

const DAY_MS = 86_400_000
