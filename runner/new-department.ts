/**
 * `npm run new:department -- NAME --title 档案局 [--title-en …] [--from SAMPLE | --table T --columns A,B,…] [--technology …]`: makes the
 * room of a department, which passes conformance as it stands, and puts it into the list. Overwrites nothing.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { departments } from './departments.ts'
import {
  describes,
  registered,
  roomFiles,
  technologies,
  type NewDepartment,
  type NewTechnology,
} from './new-department/room.ts'
import { readSample } from './new-department/sample.ts'
import { projectFolder } from './project-folder.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    title: { type: 'string' },
    'title-en': { type: 'string' },
    from: { type: 'string' },
    technology: { type: 'string' },
    entity: { type: 'string', default: 'ManagedObject' },
    table: { type: 'string' },
    columns: { type: 'string' },
  },
})

try {
  const wanted = await asked()
  const root = projectFolder()
  const files = roomFiles(wanted)
  const there = Object.keys(files).find((path) => existsSync(join(root, path)))
  if (there) throw new Error(`${there} is there already`)
  const list = join(root, 'runner/departments.ts')
  const withIt = registered(readFileSync(list, 'utf8'), wanted.name)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
    console.log(`made  ${path}`)
  }
  writeFileSync(list, withIt)
  // As the rest of the tree is formatted; without prettier the room is right, if less pretty.
  const made = Object.keys(files).filter((path) => path.endsWith('.ts'))
  spawnSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', ...made], { cwd: root })
  console.log(`in    runner/departments.ts

Next: say what each column means and who may see it in subgraphs/${wanted.name}/${wanted.name}.ts (docs/adding-a-department.md), then
  npm test -- subgraphs/${wanted.name}
  npm run generate
  npm run department -- ${wanted.name} --source PATH`)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  console.error(
    'Use: npm run new:department -- NAME --title TITLE [--title-en NAME] [--from SAMPLE.csv|SAMPLE.db]\n' +
      `     [--technology ${technologies.join('|')}] [--entity ${Object.keys(describes).join('|')}] [--table T] [--columns KEY,A,B]`,
  )
  process.exit(2)
}

/** What the command line and the sample say; throws an Error that names what is missing or wrong. */
async function asked(): Promise<NewDepartment> {
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0 || !/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name))
    throw new Error('One name in lower case with hyphens is needed, like land-records')
  if (['kit', 'registry', 'policy'].includes(name) || departments.some((spec) => spec.name === name))
    throw new Error(`${name} is taken`)
  if (!values.title) throw new Error('--title is needed: the Chinese name of the department')
  const sample = values.from === undefined ? null : await readSample(values.from)
  const technology = (values.technology ?? sample?.technology ?? 'delimited') as NewTechnology
  if (!technologies.includes(technology))
    throw new Error(
      `${technology} has no template; make the room for one of ${technologies.join(', ')} and change its system`,
    )
  const entity = values.entity as keyof typeof describes
  if (!Object.hasOwn(describes, entity)) throw new Error(`--entity is one of ${Object.keys(describes).join(', ')}`)
  const columns = values.columns?.split(',').map((column) => column.trim()) ?? sample?.columns ?? ['BH', 'MC', 'BZ']
  const table = values.table ?? sample?.table ?? 'T'
  const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u
  if (![table, ...columns].every((text) => plain.test(text)) || new Set(columns).size < columns.length)
    throw new Error('Table and columns must be different names of letters, digits and _')
  const titleEn =
    values['title-en'] ??
    name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash && ' '}${letter.toUpperCase()}`)
  for (const title of [values.title, titleEn])
    if (/['`\\\n*/]/.test(title)) throw new Error('Titles hold no quotes, stars, slashes or line breaks')
  return { name, title: values.title, titleEn, technology, entity, table, columns }
}
