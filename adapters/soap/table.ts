/** How one table is asked for over SOAP: an operation for a page of the list, one for rows by their keys. */
import { SourceError, type Call } from '../adapter.ts'
import type { SoapSystem, TableUse } from '../open.ts'
import type { PagedSource } from '../paged-table.ts'
import type { SoapClient } from './client.ts'
import { rowsIn } from './rows.ts'
import { isXmlText } from './xml.ts'

export function soapSource(
  use: TableUse,
  table: SoapSystem['tables'][string],
  system: SoapSystem,
  client: SoapClient,
): PagedSource {
  const { department } = client
  const { parameters } = system
  return {
    department,
    pageSize: system.pageSize,
    keysAtOnce: system.keysAtOnce,
    filters: table.filters,

    async byKeys(keys, call: Call) {
      // No message can carry such a key, so no row of this source has it.
      const possible = keys.filter(isXmlText)
      if (possible.length === 0) return []
      const given = possible.map((key) => [parameters.key, key] as const)
      const found = await client.ask(table.byKeys, given, call)
      if (found === null) return []
      const { rows } = rowsIn(found.result, found.answer, system, table, use, department)
      if (rows.some((row) => !possible.includes(row[use.key] ?? '')))
        throw new SourceError('MALFORMED', department, `${use.table} was asked for some rows and gave others`)
      return rows
    },

    async list(filter, page, size, call: Call) {
      const asked = Object.entries(filter)
      if (!asked.every(([, value]) => isXmlText(value))) return { rows: [], total: 0 }
      const paging = [
        [parameters.page, String(page)],
        [parameters.size, String(size)],
      ] as const
      const operation = asked.length > 0 ? (table.byFilter ?? table.list) : table.list
      const found = await client.ask(operation, [...asked, ...paging], call)
      if (found !== null) {
        const rows = rowsIn(found.result, found.answer, system, table, use, department)
        const none = page === 1 && rows.rows.length === 0 && (rows.total ?? 0) > 0
        if (none) throw new SourceError('MALFORMED', department, `${use.table} counts rows and gives none`)
        return rows
      }
      // "No such record" answers a question for some; a whole list without rows is an empty list.
      if (asked.length > 0) return { rows: [], total: 0 }
      throw new SourceError('FAULT', department, `${use.table} says that it has no such record to a list of all`)
    },
  }
}
