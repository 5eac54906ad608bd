/** Fields that several forms of the workbench have: a code of a list, the days of a term, persons a day, some of the fields, the reason of a step. */
import type { Bilingual } from '../../explorer/contract.ts'
import { useSay } from '../language.tsx'
import { Labelled } from '../parts.tsx'
import { codeNames, words } from './words.ts'

/** Days that a form begins with, and the most that the hub gives. */
export const USUAL_TERM = 180
export const LONGEST_TERM = 366

interface CodeFieldProps<Code extends string> {
  readonly label: string
  readonly codes: readonly Code[]
  /** What the codes are called; those of the life of grants without it. */
  readonly names?: Readonly<Record<string, Bilingual>>
  readonly value: Code | ''
  readonly onChange: (code: Code) => void
}

export function CodeField<Code extends string>({
  label,
  codes,
  names = codeNames,
  value,
  onChange,
}: CodeFieldProps<Code>) {
  const say = useSay()
  return (
    <Labelled label={label}>
      {(id) => (
        <select id={id} required value={value} onChange={(event) => onChange(event.target.value as Code)}>
          {codes.map((code) => (
            <option key={code} value={code}>
              {say(names[code], code)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

interface TermFieldProps {
  readonly days: number
  readonly max?: number
  readonly onChange: (days: number) => void
}

export function TermField({ days, max = LONGEST_TERM, onChange }: TermFieldProps) {
  const say = useSay()
  return (
    <Labelled label={say(words.term)}>
      {(id) => (
        <input
          id={id}
          type="number"
          required
          min={1}
          max={max}
          value={days}
          onChange={(event) => onChange(event.target.valueAsNumber)}
        />
      )}
    </Labelled>
  )
}

interface VolumeFieldProps {
  /** Text of a whole number; empty for no limit of its own. */
  readonly value: string
  readonly max?: number | null
  readonly onChange: (value: string) => void
}

export function VolumeField({ value, max = null, onChange }: VolumeFieldProps) {
  const say = useSay()
  return (
    <Labelled label={say(words.volume)}>
      {(id) => (
        <input
          id={id}
          type="number"
          min={1}
          max={max ?? undefined}
          placeholder={max === null ? say(words.noLimit) : String(max)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Labelled>
  )
}

interface FieldTicksProps {
  readonly whole: readonly string[]
  readonly chosen: readonly string[]
  readonly onChange: (fields: readonly string[]) => void
}

/** Which of these fields; at least one. Nothing is asked where there is no choice. */
export function FieldTicks({ whole, chosen, onChange }: FieldTicksProps) {
  const say = useSay()
  if (whole.length < 2) return null
  const toggle = (field: string) =>
    onChange(whole.filter((one) => (one === field ? !chosen.includes(one) : chosen.includes(one))))
  return (
    <div className="choice" role="group" aria-label={say(words.onlyFields)}>
      {whole.map((field) => (
        <label key={field}>
          <input
            type="checkbox"
            required={chosen.length === 0}
            checked={chosen.includes(field)}
            onChange={() => toggle(field)}
          />
          {field}
        </label>
      ))}
    </div>
  )
}

interface ReasonFieldProps {
  readonly required: boolean
  readonly value: string
  readonly onChange: (reason: string) => void
}

export function ReasonField({ required, value, onChange }: ReasonFieldProps) {
  const say = useSay()
  return (
    <Labelled label={say(words.why)}>
      {(id) => (
        <input
          id={id}
          required={required}
          maxLength={500}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Labelled>
  )
}
