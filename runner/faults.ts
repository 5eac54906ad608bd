/** `npm run faults`: each fault on each technology over a whole hub, as a table. Ends with 1 when a cell is not as it has to be. */
import { ask, startFaultCity } from '../e2e/faults/city.ts'
import { cells, tryCell, type Cell } from '../e2e/faults/matrix.ts'
import { technologies } from '../e2e/faults/technologies.ts'
import { applies, faultNames } from '../samples/faults/kinds.ts'

process.env['APOLLO_TELEMETRY_DISABLED'] = '1'

const began = Date.now()
const wanted = process.argv.slice(2)
const city = await startFaultCity()
await ask(city)
const shown = new Map<Cell, string>()
const failed: string[] = []
const said = new Set<string>()
for (const cell of cells) {
  const { technology } = cell.row
  if (wanted.length > 0 && !wanted.includes(technology) && !wanted.includes(cell.fault)) continue
  const since = Date.now()
  try {
    const { code } = await tryCell(city, cell)
    shown.set(cell, '✓')
    said.add(`${technology.padEnd(12)} ${cell.fault.padEnd(9)} ${code ?? 'the answer stays whole'}`)
    console.error(`${technology} × ${cell.fault} ${Date.now() - since} ms`)
  } catch (error) {
    console.error(`${technology} × ${cell.fault} ${String(error)}`)
    shown.set(cell, '✗')
    failed.push(`${technology} × ${cell.fault}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
await city.close()

const line = (name: string, values: readonly string[]) =>
  `${name.padEnd(12)} ${values.map((value) => value.padEnd(9)).join('')}`
console.log(line('', faultNames))
for (const row of technologies) {
  console.log(
    line(
      row.technology,
      faultNames.map((fault) => {
        const cell = cells.find((one) => one.row === row && one.fault === fault)
        return cell ? (shown.get(cell) ?? '·') : '–'
      }),
    ),
  )
}
console.log(`\n✓ as it has to be; what was given:\n${[...said].join('\n')}`)
const reasons = faultNames.flatMap((fault) =>
  Object.entries(applies[fault]).flatMap(([kind, reason]) =>
    reason === true ? [] : [`${kind} × ${fault}: ${reason}`],
  ),
)
console.log(`\n– cannot be:\n${reasons.join('\n')}`)
if (failed.length > 0) console.log(`\n✗ failed:\n${failed.join('\n')}`)
console.log(`\n${shown.size} cells in ${((Date.now() - began) / 1000).toFixed(1)} s`)
process.exit(failed.length > 0 ? 1 : 0)
