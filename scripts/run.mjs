/**
 * Runs one entry of the project: installs what is missing, bundles the entry (0.1 s) with packages left outside, starts it.
 * Use: node scripts/run.mjs ENTRY.ts [arguments]
 */
import { setFlagsFromString } from 'node:v8'
import { ensureInstalled } from './install.mjs'

// By default the heap may grow to four times what is alive before old memory is cleared: hundreds of megabytes while a city is linked.
setFlagsFromString('--heap-growing-percent=150')

const [entry, ...rest] = process.argv.slice(2)
if (!entry) throw new Error('Use: node scripts/run.mjs ENTRY.ts [arguments]')
ensureInstalled()
const { bundle } = await import('./bundle.mjs')
const out = await bundle(entry)
process.argv.splice(1, process.argv.length - 1, out, ...rest)
await import(out)
