/**
 * From what a department did wrong to what a client may know of it: a code of the table, the department, and a few words from an
 * allow-list of extensions. Messages, hosts, SQL and stacks stay behind (the departments' door logs them).
 */
import type { SubgraphError } from '../access/subgraph-call.ts'
import { errorCodes, type ErrorCode } from '../schema/errors.ts'
import type { Cause } from './gaps.ts'

/** The only error that leaves the departments' door. */
export class DepartmentFailure extends Error {
  readonly code: 'DEPARTMENT_UNAVAILABLE' | 'DEPARTMENT_FAULT'
  constructor(code: 'DEPARTMENT_UNAVAILABLE' | 'DEPARTMENT_FAULT', cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

export function causeOf(failure: unknown, department: string): Cause {
  const code =
    failure === 'DEPARTMENT_UNAVAILABLE' ||
    (failure instanceof DepartmentFailure && failure.code === 'DEPARTMENT_UNAVAILABLE')
      ? 'DEPARTMENT_UNAVAILABLE'
      : 'DEPARTMENT_FAULT'
  return { code, department, details: {}, told: false }
}

/** An error in a department's answer. A code that a department has no business to use is a fault. */
export function causeOfError(error: SubgraphError, department: string): Cause {
  const code = error.extensions?.['code']
  if (typeof code !== 'string' || !departmentCode(code)) return causeOf('DEPARTMENT_FAULT', department)
  const details: Record<string, unknown> = {}
  for (const name of toldDetails) {
    const value = error.extensions?.[name]
    if (typeof value === 'number' || typeof value === 'boolean') details[name] = value
    else if (typeof value === 'string' && (wordOf[name] ?? plainWord).test(value)) details[name] = value
  }
  const owner = typeof details['department'] === 'string' ? details['department'] : department
  return { code, department: owner, details, told: false }
}

// Private:

const toldDetails = [
  'reason',
  'department',
  'coordinate',
  'catalogue',
  'argument',
  'field',
  'max',
  'state',
  'action',
] as const

/** Names, codes and catalogue paths; no blanks, so no sentence, and no digits in a row, so no number of a person. */
const plainWord = /^(?!.*\d{5})[\w.()/:-]{1,160}$/

/** What is shown as a link leads to the catalogue and nowhere else. */
const wordOf: Readonly<Partial<Record<(typeof toldDetails)[number], RegExp>>> = {
  catalogue: /^\/catalogue(?:\/(?!.*\d{5})[\w()-]{1,80}){1,3}$/,
  department: /^[a-z]+(?:-[a-z]+)*$/,
}

function departmentCode(code: string): code is ErrorCode {
  if (!Object.hasOwn(errorCodes, code)) return false
  return code === 'BAD_USER_INPUT' || errorCodes[code as ErrorCode].status === null
}
