/** How one table is asked for over REST: a list with equality parameters, a list of keys joined by commas. */
import type { RestSystem, TableUse } from '../open.ts'
import type { PagedSource } from '../paged-table.ts'
import { rowsIn } from './envelope.ts'
import type { Session } from './session.ts'

export function restSource(
  use: TableUse,
  paths: RestSystem['tables'][string],
  system: RestSystem,
  session: Session,
): PagedSource {
  const { department } = session
  const rows = (body: unknown) => rowsIn(body, system.envelope, [use.key, ...use.columns], department)
  return {
    department,
    pageSize: system.pageSize,
    keysAtOnce: system.pageSize,
    filters: paths.filters,
    async byKeys(keys, call) {
      const query = { [paths.keysParameter]: keys.join(',') }
      const answer = await session.send({ method: 'GET', path: paths.byKeys, query }, 'read', call)
      return rows(answer.body).rows
    },
    async list(filter, page, size, call) {
      const query = { ...filter, pageNum: String(page), pageSize: String(size) }
      const answer = await session.send({ method: 'GET', path: paths.list, query }, 'read', call)
      return rows(answer.body)
    },
  }
}
