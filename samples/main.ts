/**
 * Makes the stand-in legacy estate. Use: npm run samples -- [--persons 5000] [--seed 1] [--out .data/estate]
 * 5000 persons are one town; 1400000 are the city.
 */
import { parseArgs } from 'node:util'
import { generateEstate } from './generate.ts'
import { progressLine } from './progress.ts'

const { values } = parseArgs({
  options: {
    persons: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: '.data/estate' },
  },
})
const began = Date.now()
const summary = await generateEstate({
  persons: Number(values.persons),
  seed: Number(values.seed),
  out: values.out,
  onProgress: progressLine(`Legacy estate for ${values.persons} persons`, process.stderr),
})
const bytes = Object.values(summary.files).reduce((sum, size) => sum + size, 0)
for (const [department, { tables }] of Object.entries(summary.departments)) {
  const rows = Object.entries(tables).map(([table, count]) => `${table} ${count}`)
  console.log(`${department.padEnd(18)} ${rows.join(' · ')}`)
}
const seconds = ((Date.now() - began) / 1000).toFixed(1)
console.log(
  `${values.out}: ${Object.keys(summary.files).length} files, ${(bytes / 1_048_576).toFixed(1)} MiB in ${seconds} s`,
)
