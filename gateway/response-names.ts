/**
 * Response names of the gateway's own. The planner takes what a department requires from the answer by response name, so a client
 * that may choose response names could write what a department is sent, and two different arguments of one field would merge.
 * Therefore no name of a client reaches a subgraph: a field that takes no arguments goes by its own name, any other by `_p0_`, `_p1_` …
 */

const reserved = /^_p\d+_/

/** True for a name that only the gateway may use. */
export function reservedAlias(name: string): boolean {
  return reserved.test(name)
}

/** The names of one operation. Equal field and arguments share a name, so that they are asked once. */
export class ResponseNames {
  private readonly given = new Map<string, string>()

  /** `apart` is what tells this way of asking the field from others: arguments and directives as text. */
  of(field: string, apart: string): string {
    if (apart === '') return field
    const key = `${field} ${apart}`
    const known = this.given.get(key)
    if (known !== undefined) return known
    const name = `_p${this.given.size}_`
    this.given.set(key, name)
    return name
  }
}
