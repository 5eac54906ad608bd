/** An application: fields from the catalogue of one department, purpose, legal basis, scenario, rows, term (Order 809). */
import { useEffect, useState } from 'react'
import {
  ApplyDocument,
  PurposeChoiceDocument,
  type GrantEffect,
  type GrantRows,
  type PurposeChoiceQuery,
} from '../../../clients/generated/operations.ts'
import { useSay } from '../language.tsx'
import { ChangeForm, Labelled, Refusal } from '../parts.tsx'
import { roleNames } from '../words.ts'
import { FieldChooser } from './field-chooser.tsx'
import { CodeField, TermField, USUAL_TERM } from './fields.tsx'
import { GRANT_ADMINISTRATION, upTo, userRoles, type Office } from './office.ts'
import { words } from './words.ts'

interface ApplyFormProps {
  readonly office: Office
  readonly onDone: () => void
}

const effects: readonly GrantEffect[] = ['PLAIN', 'MASKED']

export function ApplyForm({ office, onDone }: ApplyFormProps) {
  const say = useSay()
  const { ask, config, session } = office
  const [purposes, setPurposes] = useState<NonNullable<PurposeChoiceQuery['purposes']>>([])
  const [failure, setFailure] = useState<unknown>(null)
  const [department, setDepartment] = useState('')
  const [fields, setFields] = useState<readonly string[]>([])
  const [role, setRole] = useState(userRoles.find((one) => session.roles.includes(one)) ?? 'developer')
  const [purpose, setPurpose] = useState('')
  const [rows, setRows] = useState<GrantRows | null>(null)
  const [effect, setEffect] = useState<GrantEffect>('PLAIN')
  const [legalBasis, setLegalBasis] = useState('')
  const [scenario, setScenario] = useState('')
  const [termDays, setTermDays] = useState(USUAL_TERM)

  useEffect(() => {
    ask(PurposeChoiceDocument, {}, GRANT_ADMINISTRATION).then((data) => setPurposes(data.purposes ?? []), setFailure)
  }, [ask])

  // Without rows nobody reaches data: purposes that open none are not applied for.
  const open = purposes.filter((one) => one.roles.some((held) => held.role === role && held.rows !== 'NONE'))
  const chosen = open.find(({ code }) => code === purpose)
  const widest = (chosen?.roles.find((held) => held.role === role)?.rows ?? null) as GrantRows | null
  const offered: readonly GrantRows[] = widest === null ? [] : upTo(widest)
  const wanted = rows !== null && offered.includes(rows) ? rows : widest

  const apply = async (idempotencyKey: string) => {
    if (wanted === null) return
    const input = {
      department,
      granteeRole: role,
      purpose,
      legalBasis,
      scenario,
      fields,
      effect,
      rows: wanted,
      termDays,
    }
    await ask(ApplyDocument, { input, idempotencyKey }, GRANT_ADMINISTRATION)
    onDone()
  }
  if (failure !== null) return <Refusal failure={failure} />
  return (
    <ChangeForm label={say(words.apply)} submit={say(words.submit)} onSubmit={apply}>
      <p className="quiet">{say(words.clock)}</p>
      <Labelled label={say(words.owner)}>
        {(id) => (
          <select
            id={id}
            required
            value={department}
            onChange={(event) => {
              setDepartment(event.target.value)
              setFields([])
            }}
          >
            <option value="">{say(words.choose)}</option>
            {config.departments
              .filter(({ name }) => name !== session.department)
              .map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
          </select>
        )}
      </Labelled>
      {department !== '' && <FieldChooser key={department} {...{ office, department, fields }} onFields={setFields} />}
      <div className="pair">
        <CodeField label={say(words.role)} codes={userRoles} names={roleNames} value={role} onChange={setRole} />
        <Labelled label={say(words.purpose)} hint={chosen?.notice ?? ''}>
          {(id) => (
            <select id={id} required value={chosen ? purpose : ''} onChange={(event) => setPurpose(event.target.value)}>
              <option value="">{say(words.choose)}</option>
              {open.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name} {code}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <CodeField label={say(words.rows)} codes={offered} value={wanted ?? ''} onChange={setRows} />
        <CodeField label={say(words.effect)} codes={effects} value={effect} onChange={setEffect} />
        <TermField days={termDays} onChange={setTermDays} />
      </div>
      <Labelled label={say(words.legalBasis)} hint={say(words.legalBasisHint)}>
        {(id) => (
          <input
            id={id}
            required
            maxLength={500}
            value={legalBasis}
            onChange={(event) => setLegalBasis(event.target.value)}
          />
        )}
      </Labelled>
      <Labelled label={say(words.scenario)} hint={say(words.scenarioHint)}>
        {(id) => (
          <textarea
            id={id}
            required
            rows={3}
            maxLength={1000}
            value={scenario}
            onChange={(event) => setScenario(event.target.value)}
          />
        )}
      </Labelled>
    </ChangeForm>
  )
}
