/** What cards of applications and grants have in common: fields, who uses them, how they came about. */
import type { ReactNode } from 'react'
import type { Bilingual } from '../../explorer/contract.ts'
import { minuteOf, useSay } from '../language.tsx'
import { roleNames } from '../words.ts'
import type { Office } from './office.ts'
import { codeNames, words } from './words.ts'

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

export function FieldChips({ fields }: { readonly fields: readonly string[] }) {
  return (
    <ul className="chips">
      {fields.map((field) => (
        <li key={field}>{field.replace(/^category:/, '')}</li>
      ))}
    </ul>
  )
}

interface GranteeProps {
  readonly office: Office
  readonly grantee: {
    readonly department: string | null
    readonly role: string | null
    readonly subject: string | null
  }
}

export function GranteeText({ office, grantee }: GranteeProps) {
  const say = useSay()
  const role = grantee.role === null ? '' : say(roleNames[grantee.role], grantee.role)
  return <>{[office.departmentTitle(grantee.department), role, grantee.subject ?? ''].filter(Boolean).join(' · ')}</>
}

interface HistoryProps {
  readonly history: readonly {
    readonly at: string
    readonly actor: string
    readonly action: string
    readonly reason?: string | null
  }[]
  /** What the actions are called; those of the life of grants without it. */
  readonly names?: Readonly<Record<string, Bilingual>>
}

export function History({ history, names = codeNames }: HistoryProps) {
  const say = useSay()
  return (
    <details>
      <summary>
        {say(words.history)} ({history.length})
      </summary>
      <ol className="history">
        {history.map(({ at, actor, action, reason = null }) => (
          <li key={`${at}${action}`}>
            {minuteOf(at)} {say(names[action], action)} · {actor}
            {reason !== null && `：${reason}`}
          </li>
        ))}
      </ol>
    </details>
  )
}
