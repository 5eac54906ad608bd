/**
 * Gaps: places of the merged answer that a department left empty, and why. Kept by internal path in a tree, so that the result pass
 * can walk it beside the data and say the reason at the client's path. Empty in the usual case: then it costs nothing.
 */
import type { ErrorCode } from '../schema/errors.ts'

export type Path = readonly (string | number)[]

export interface Cause {
  readonly code: ErrorCode
  readonly department: string
  /** Further extensions that may go to the client: reason, catalogue, argument … */
  readonly details: Readonly<Record<string, unknown>>
  /** Set when some null of the answer was explained by it. */
  told: boolean
}

export interface GapNode {
  readonly causes: Cause[]
  readonly children: Map<string | number, GapNode>
}

export class Gaps {
  readonly root: GapNode = newNode()
  readonly all: { readonly cause: Cause; readonly path: Path }[] = []
  /** Objects that one department named and another, without an error, does not have or does not open; by whom. */
  readonly absent = new Map<object, string>()

  get empty(): boolean {
    return this.all.length === 0
  }

  add(path: Path, cause: Cause): void {
    let node = this.root
    for (const key of path) {
      let child = node.children.get(key)
      if (!child) node.children.set(key, (child = newNode()))
      node = child
    }
    node.causes.push(cause)
    this.all.push({ cause, path })
  }

  /** The cause at the path, or at the nearest place above it. */
  nearest(path: Path): Cause | null {
    let node: GapNode | undefined = this.root
    let found: Cause | null = null
    for (const key of path) {
      node = node.children.get(key)
      if (!node) break
      found = node.causes[0] ?? found
    }
    return found
  }
}

/** Every cause at or below the node: an error deep inside a part that is null as a whole explains that null. */
export function causesUnder(node: GapNode, into: Cause[] = []): Cause[] {
  for (const cause of node.causes) if (!into.includes(cause)) into.push(cause)
  for (const child of node.children.values()) causesUnder(child, into)
  return into
}

function newNode(): GapNode {
  return { causes: [], children: new Map() }
}
