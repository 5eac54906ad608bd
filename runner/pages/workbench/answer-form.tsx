/** The owner's answer: granted, as asked or narrower, or refused with written reasons. */
import { useState } from 'react'
import type {
  ApplicationCardFragment,
  GrantConditionsInput,
  GrantDays,
  GrantDecision,
  GrantRows,
} from '../../../clients/generated/operations.ts'
import { useSay } from '../language.tsx'
import { ChangeForm, Labelled } from '../parts.tsx'
import { CodeField, FieldTicks, TermField, VolumeField } from './fields.tsx'
import { upTo } from './office.ts'
import { codeNames, words } from './words.ts'

export interface Answer {
  readonly decision: GrantDecision
  readonly reasons: string | null
  readonly conditions: GrantConditionsInput | null
}

interface AnswerFormProps {
  readonly application: ApplicationCardFragment
  readonly onAnswer: (answer: Answer, idempotencyKey: string) => Promise<void>
  readonly onCancel: () => void
}

export function AnswerForm({ application, onAnswer, onCancel }: AnswerFormProps) {
  const say = useSay()
  const [decision, setDecision] = useState<GrantDecision>('GRANT')
  const [reasons, setReasons] = useState('')
  const [masked, setMasked] = useState(application.effect === 'MASKED')
  const [fields, setFields] = useState<readonly string[]>(application.fields)
  const [rows, setRows] = useState<GrantRows>(application.rows)
  const [termDays, setTermDays] = useState(application.termDays)
  const [volume, setVolume] = useState('')
  const [hours, setHours] = useState<{ days: GrantDays; from: string; to: string } | null>(null)
  const refuses = decision === 'REFUSE'

  // Only what differs from what was asked for is a condition.
  const conditions = (): GrantConditionsInput => ({
    masked: masked && application.effect !== 'MASKED' ? true : null,
    fields: fields.length < application.fields.length ? fields : null,
    rows: rows === application.rows ? null : rows,
    termDays: termDays === application.termDays ? null : termDays,
    hours: hours === null ? null : [hours],
    personsPerDay: volume === '' ? null : Number(volume),
  })
  const answer = (key: string) =>
    onAnswer({ decision, reasons: reasons === '' ? null : reasons, conditions: refuses ? null : conditions() }, key)

  return (
    <ChangeForm
      label={say(words.answer)}
      submit={say(words.send)}
      danger={refuses}
      onSubmit={answer}
      onCancel={onCancel}
    >
      <fieldset>
        <legend>{say(words.decision)}</legend>
        <div className="choice">
          {(['GRANT', 'REFUSE'] as const).map((one) => (
            <label key={one}>
              <input
                type="radio"
                name={`decision-${application.id}`}
                checked={decision === one}
                onChange={() => setDecision(one)}
              />
              {one === 'GRANT' ? say(words.grant) : say(words.refuse)}
            </label>
          ))}
        </div>
      </fieldset>
      {!refuses && (
        <fieldset>
          <legend>{say(words.conditions)}</legend>
          <label className="check">
            <input
              type="checkbox"
              checked={masked}
              disabled={application.effect === 'MASKED'}
              onChange={(event) => setMasked(event.target.checked)}
            />
            {say(words.masked)}
          </label>
          <FieldTicks whole={application.fields} chosen={fields} onChange={setFields} />
          <div className="pair">
            <CodeField label={say(words.rows)} codes={upTo(application.rows)} value={rows} onChange={setRows} />
            <TermField days={termDays} max={application.termDays} onChange={setTermDays} />
            <VolumeField value={volume} onChange={setVolume} />
          </div>
          <label className="check">
            <input
              type="checkbox"
              checked={hours !== null}
              onChange={(event) =>
                setHours(event.target.checked ? { days: 'WORKING_DAYS', from: '08:30', to: '17:30' } : null)
              }
            />
            {say(words.onlyHours)}
          </label>
          {hours !== null && (
            <div className="pair">
              <Labelled label={say(words.days)}>
                {(id) => (
                  <select
                    id={id}
                    value={hours.days}
                    onChange={(event) => setHours({ ...hours, days: event.target.value as GrantDays })}
                  >
                    {(['WORKING_DAYS', 'EVERY_DAY'] as const).map((one) => (
                      <option key={one} value={one}>
                        {say(codeNames[one], one)}
                      </option>
                    ))}
                  </select>
                )}
              </Labelled>
              {(['from', 'to'] as const).map((end) => (
                <Labelled key={end} label={say(words[end])}>
                  {(id) => (
                    <input
                      id={id}
                      type="time"
                      required
                      value={hours[end]}
                      onChange={(event) => setHours({ ...hours, [end]: event.target.value })}
                    />
                  )}
                </Labelled>
              ))}
            </div>
          )}
        </fieldset>
      )}
      <Labelled label={refuses ? say(words.reasonsNeeded) : say(words.note)}>
        {(id) => (
          <textarea
            id={id}
            rows={3}
            maxLength={1000}
            required={refuses}
            value={reasons}
            onChange={(event) => setReasons(event.target.value)}
          />
        )}
      </Labelled>
    </ChangeForm>
  )
}
