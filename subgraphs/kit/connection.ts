/** Relay connections: the shared `PageInfo`, opaque cursors, and paging of a list that is already in memory. */
import 'reflect-metadata'
import { Directive, Field, ObjectType } from 'type-graphql'
import { pentagraphError } from '../../schema/errors.ts'

export const DEFAULT_FIRST = 20
export const MAX_FIRST = 100

@ObjectType({ description: 'Where a page stands in its list.' })
@Directive('@shareable')
export class PageInfo {
  @Field(() => Boolean, { description: 'More items follow.' })
  hasNextPage!: boolean

  @Field(() => Boolean, { description: 'Items stand before this page.' })
  hasPreviousPage!: boolean

  @Field(() => String, { nullable: true, description: 'Cursor of the first item.' })
  startCursor!: string | null

  @Field(() => String, { nullable: true, description: 'Cursor of the last item; give it as `after` to go on.' })
  endCursor!: string | null
}

export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[]
  readonly nodes: readonly T[]
  readonly pageInfo: PageInfo
  /** Null where counting would cost more than the page, or would tell what the principal may not know. */
  readonly totalCount: number | null
}

export interface PageArguments {
  readonly first?: number | null
  readonly after?: string | null
}

/** `first` within its bounds; refuses what lies outside rather than cutting silently. */
export function pageSize(args: PageArguments): number {
  const first = args.first ?? DEFAULT_FIRST
  if (first < 0 || first > MAX_FIRST) throw pentagraphError('BAD_USER_INPUT', { argument: 'first', max: MAX_FIRST })
  return first
}

/** A cursor is opaque text; BI pagers send "" or "null" for the first page. */
export function openCursor(after: string | null | undefined): string | null {
  if (after === undefined || after === null || after === '' || after === 'null') return null
  const text = Buffer.from(after, 'base64url').toString('utf8')
  if (!text.startsWith('c:')) throw pentagraphError('BAD_USER_INPUT', { argument: 'after' })
  return text.slice(2)
}

export function sealCursor(position: string): string {
  return Buffer.from(`c:${position}`, 'utf8').toString('base64url')
}

export function page<T>(
  items: readonly { readonly node: T; readonly position: string }[],
  more: { readonly next: boolean; readonly previous: boolean },
  totalCount: number | null,
): Page<T> {
  const edges = items.map(({ node, position }) => ({ cursor: sealCursor(position), node }))
  return {
    edges,
    nodes: items.map((item) => item.node),
    pageInfo: {
      hasNextPage: more.next,
      hasPreviousPage: more.previous,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  }
}

/** One page of a list in memory. The cursor is the item's key, so it stays right when items are added or removed. */
export function pageOf<T>(all: readonly T[], keyOf: (item: T) => string, args: PageArguments): Page<T> {
  const size = pageSize(args)
  const after = openCursor(args.after)
  let start = 0
  if (after !== null) {
    const found = all.findIndex((item) => keyOf(item) === after)
    if (found < 0) throw pentagraphError('BAD_USER_INPUT', { argument: 'after' })
    start = found + 1
  }
  const items = all.slice(start, start + size).map((node) => ({ node, position: keyOf(node) }))
  return page(items, { next: start + size < all.length, previous: start > 0 }, all.length)
}
