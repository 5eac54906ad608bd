/**
 * Searches what a run of the tests kept (gateway/cases/kept-log.ts, and what the run printed) for what must stand in no log, error or
 * URL: numbers of persons in any form, telephone numbers, names of the stand-in estate, tokens and keys. It knows nothing of the mask
 * that the log itself uses: a form that the mask forgets is found here. The value that was found is never printed.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const area = '[1-9]\\d{5}'
const monthAndDay = '(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])'
const alone = (pattern) => new RegExp(`(?<![0-9A-Za-z])${pattern}(?![0-9A-Za-z])`)

/** Searched in the line with full-width characters made plain. */
const shapes = [
  ['identity number of 18 characters', alone(`${area}(?:18|19|20)\\d{2}${monthAndDay}\\d{3}[0-9Xx]`)],
  ['identity number of 15 digits', alone(`${area}\\d{2}${monthAndDay}\\d{3}`)],
  ['mobile number', alone('(?:\\+?86)?1[3-9]\\d{9}')],
  ['landline number', alone('0\\d{2,3}-\\d{7,8}')],
  ['token', /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/],
  ['private key', /-----BEGIN [A-Z ]*PRIVATE KEY|"d"\s*:\s*"[\w-]{40,}"|\\"d\\"\s*:\s*\\"[\w-]{40,}/],
  ['password in an address', /[a-z]:\/\/[^/\s:@"]+:[^/\s@"]+@/],
]

/** Lines of the test runner that only repeat a test's title. */
const title = /^\s*(?:[✓✕○√×●])/

/** Every finding: `{ file, line, what }`, in the order of files and lines. */
export function faultsIn(folder) {
  const files = readdirSync(folder).sort()
  const canaries = { names: new Set(), secrets: new Set(), grids: new Set() }
  for (const file of files.filter((name) => name.endsWith('.canaries')))
    for (const line of readLines(join(folder, file))) {
      const planted = JSON.parse(line)
      for (const name of planted.names) canaries.names.add(name)
      for (const secret of planted.secrets) canaries.secrets.add(secret)
      for (const grid of planted.grids ?? []) canaries.grids.add(grid)
    }
  return files
    .filter((name) => name.endsWith('.log'))
    .flatMap((file) =>
      readLines(join(folder, file)).flatMap((line, at) =>
        file === 'console.log' && title.test(line)
          ? []
          : findingsOf(line, canaries).map((what) => ({ file, line: at + 1, what })),
      ),
    )
}

// Private:

function readLines(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}

function findingsOf(line, { names, secrets, grids }) {
  // A grid's code has 15 digits, as old identity numbers had, and is public.
  const plain = line.normalize('NFKC').replace(/(?<!\d)\d{15}(?!\d)/g, (code) => (grids.has(code) ? 'grid' : code))
  // Groups of digits that blanks or hyphens keep apart are one number too; a date or a trace id has other borders.
  const joined = plain.replace(/(?<=\d)[ \u00a0](?=\d)/g, '')
  const found = shapes.filter(([, shape]) => shape.test(plain) || shape.test(joined)).map(([what]) => what)
  if (namesIn(plain).some((name) => names.has(name))) found.push('name of a person of the estate')
  if ([...secrets].some((secret) => line.includes(secret))) found.push('secret of a hub')
  return found
}

/** Every piece of two to four Han characters that could be a whole name. */
function namesIn(line) {
  return (line.match(/[\p{Script=Han}·]{2,}/gu) ?? []).flatMap((run) => {
    // Two characters alone are a name only when nothing stands beside them: many names are also pieces of words.
    if (run.length <= 4) return [run]
    return [3, 4].flatMap((length) =>
      Array.from({ length: run.length - length + 1 }, (_, at) => run.slice(at, at + length)),
    )
  })
}
