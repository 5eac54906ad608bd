/** Fields that several forms of the workbench have: a code of a list, the days of a term, the reason of a step. */
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
