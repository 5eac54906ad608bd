/** Every fault on every technology: `npm run faults` prints the same as a table. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { applies, faultNames, sourceKinds } from '../../samples/faults/kinds.ts'
import type { TestHub } from '../start-test-hub.ts'
import { startFaultCity } from './city.ts'
import { cells, tryCell } from './matrix.ts'
import { technologies } from './technologies.ts'

let city: TestHub
beforeAll(async () => {
  city = await startFaultCity()
}, 120_000)
afterAll(() => city.close())

describe.each(technologies.map((row) => [row.technology, row] as const))('%s', (_technology, row) => {
  test.each(cells.filter((cell) => cell.row === row).map((cell) => [cell.fault, cell] as const))(
    '%s costs its own field alone and heals without a restart',
    async (_fault, cell) => {
      await expect(tryCell(city, cell)).resolves.toMatchObject({ milliseconds: expect.any(Number) })
    },
  )
})

test('where a fault cannot exist the reason is told', () => {
  for (const fault of faultNames) {
    for (const kind of sourceKinds) expect(String(applies[fault][kind]).length).toBeGreaterThan(3)
  }
})
