/** Takes a right at once in an emergency: what happens, which data of which departments, for how long; and says plainly what follows from it. */
import { useEffect, useState } from 'react'
import {
  BreakGlassDocument,
  PurposeChoiceDocument,
  type PurposeChoiceQuery,
} from '../../../clients/generated/operations.ts'
import { useSay } from '../language.tsx'
import { ChangeForm, Labelled, Refusal } from '../parts.tsx'
import { FieldChooser } from './field-chooser.tsx'
import { GRANT_ADMINISTRATION, type Office } from './office.ts'
import { codeNames, words } from './words.ts'

interface BreakGlassFormProps {
  readonly office: Office
  readonly onDone: () => void
  readonly onCancel: () => void
}

export function BreakGlassForm({ office, onDone, onCancel }: BreakGlassFormProps) {
  const say = useSay()
  const { ask, config, session, departmentTitle } = office
  const [purposes, setPurposes] = useState<NonNullable<PurposeChoiceQuery['purposes']> | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [picked, setPicked] = useState('')
  const [reason, setReason] = useState('')
  const [opened, setOpened] = useState<readonly Opened[]>([])
  const [sure, setSure] = useState(false)

  useEffect(() => {
    ask(PurposeChoiceDocument, {}, GRANT_ADMINISTRATION).then((data) => setPurposes(data.purposes ?? []), setFailure)
  }, [ask])

  if (failure !== null) return <Refusal failure={failure} />
  if (purposes === null) return null
  // Which purposes break the glass for one's role, for how long and over which rows is a table of the hub.
  const open = purposes.flatMap(({ code, name, fields, emergencyRights }) => {
    const right = emergencyRights.find(({ role }) => session.roles.includes(role))
    return right ? [{ code, name, categories: fields, right }] : []
  })
  const chosen = open.find(({ code }) => code === picked) ?? open[0]
  if (!chosen) return <p className="empty">{say(words.noEmergencyRight)}</p>
  const { rows, hours } = chosen.right

  const breakIt = async (idempotencyKey: string) => {
    const input = { purpose: chosen.code, reason, opened }
    await ask(BreakGlassDocument, { input, idempotencyKey }, GRANT_ADMINISTRATION)
    onDone()
    onCancel()
  }
  const change = (department: string, fields: readonly string[]) =>
    setOpened(opened.map((one) => (one.department === department ? { department, fields } : one)))
  return (
    <ChangeForm
      label={say(words.breakGlass)}
      submit={say(words.breakNow)}
      danger
      onSubmit={breakIt}
      onCancel={onCancel}
    >
      <p className="warning">
        <strong>{say(words.breakWarning)}</strong> {say(words.breakWarningMore)}
      </p>
      <Labelled label={say(words.purpose)}>
        {(id) => (
          <select id={id} required value={chosen.code} onChange={(event) => setPicked(event.target.value)}>
            {open.map(({ code, name }) => (
              <option key={code} value={code}>
                {name} {code}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <p className="quiet">
        {say(words.endsAfter)} <b>{hours}</b> {say(words.hourCount)} · {say(words.rows)}：{say(codeNames[rows], rows)}
      </p>
      <Labelled label={say(words.happened)} hint={say(words.happenedHint)}>
        {(id) => (
          <textarea
            id={id}
            required
            rows={3}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Labelled>
      {opened.map(({ department, fields }) => (
        <section key={department} aria-label={departmentTitle(department)}>
          <div className="head">
            <h3>{departmentTitle(department)}</h3>
            <button
              type="button"
              className="plain"
              onClick={() => setOpened(opened.filter((one) => one.department !== department))}
            >
              {say(words.remove)} {departmentTitle(department)}
            </button>
          </div>
          <FieldChooser
            {...{ office, department, fields }}
            categories={chosen.categories}
            onFields={(chosenNow) => change(department, chosenNow)}
          />
        </section>
      ))}
      <Labelled label={say(opened.length === 0 ? words.owner : words.anotherOwner)}>
        {(id) => (
          <select
            id={id}
            required={opened.length === 0}
            value=""
            onChange={(event) => {
              const department = event.target.value
              if (department !== '') setOpened([...opened, { department, fields: [] }])
            }}
          >
            <option value="">{say(words.choose)}</option>
            {config.departments
              .filter(({ name }) => !opened.some(({ department }) => department === name))
              .map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
          </select>
        )}
      </Labelled>
      <label className="check">
        <input type="checkbox" required checked={sure} onChange={(event) => setSure(event.target.checked)} />
        {say(words.breakSure)}
      </label>
    </ChangeForm>
  )
}

// Private:

interface Opened {
  readonly department: string
  readonly fields: readonly string[]
}
