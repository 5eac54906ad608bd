/** The arrows of docs/architecture.md are held by eslint.config.mjs: planted imports must be refused, honest ones let through. */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { ESLint } from 'eslint'

let eslint: ESLint
beforeAll(() => {
  // Planted files belong to no TypeScript project, so the rules that ask for types are left out here.
  const typed = ['no-floating-promises', 'await-thenable', 'no-misused-promises']
  eslint = new ESLint({
    overrideConfig: {
      languageOptions: { parserOptions: { projectService: false } },
      rules: Object.fromEntries(typed.map((rule) => [`@typescript-eslint/${rule}`, 'off'])),
    },
  })
})

async function rulesBroken(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath })
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message)
}

const line = (target: string) => `import { x } from '${target}'\nconsole.error(x)\n`
const arrowsBroken = async (filePath: string, target: string) =>
  (await rulesBroken(filePath, line(target))).filter((rule) => rule === 'boundaries/dependencies').length

describe('arrows between rooms', () => {
  test.each([
    ['gateway/planted.ts', '../subgraphs/kit/fields.ts', 'the gateway knows no subgraph'],
    ['gateway/planted.ts', '../adapters/adapter.ts', 'the gateway knows no adapter'],
    ['adapters/planted.ts', '../access/decision.ts', 'an adapter knows nothing of rights'],
    ['adapters/sql/planted.ts', '../../schema/errors.ts', 'nor of the graph'],
    ['adapters/text/planted.ts', '../../schema/errors.ts', 'nor do its own rooms'],
    ['schema/planted.ts', '../access/decision.ts', 'the language stands below'],
    ['access/planted.ts', '../subgraphs/kit/fields.ts', 'a decision knows no kit'],
    ['subgraphs/kit/planted.ts', '../housing/housing.ts', 'the kit knows no department'],
    ['subgraphs/justice/planted.ts', '../housing/housing.ts', 'no department knows another'],
    ['subgraphs/justice/planted.test.ts', '../housing/housing.ts', 'nor does its test'],
    ['subgraphs/registry/planted.ts', '../housing/housing.ts', 'the registry knows none by name'],
    ['subgraphs/policy/planted.ts', '../housing/housing.ts', 'nor does the policy subgraph'],
    ['subgraphs/policy/planted.ts', '../registry/registry.ts', 'nor does it know the registry'],
    ['samples/planted.ts', '../access/decision.ts', 'the estate is older than the rights'],
    ['clients/planted.ts', '../gateway/server.ts', 'clients stand outside'],
    ['runner/explorer/planted.ts', '../../access/decision.ts', 'the page is a client too'],
    ['gateway/planted.ts', '../runner/start.ts', 'nobody knows who puts the parts together'],
  ])('%s may not import %s: %s', async (filePath, target) => {
    expect(await arrowsBroken(filePath, target)).toBe(1)
  })

  test.each([
    ['gateway/planted.ts', '../access/decision.ts'],
    ['gateway/planted.test.ts', '../subgraphs/kit/fields.ts'],
    ['subgraphs/justice/planted.ts', '../kit/fields.ts'],
    ['subgraphs/justice/planted.ts', './justice.ts'],
    ['subgraphs/kit/planted.ts', '../../adapters/adapter.ts'],
    ['adapters/sql/planted.ts', '../adapter.ts'],
    ['runner/planted.ts', '../subgraphs/kit/fields.ts'],
    ['bench/planted.ts', '../access/decision.ts'],
  ])('%s may import %s', async (filePath, target) => {
    expect(await arrowsBroken(filePath, target)).toBe(0)
  })
})

describe('believed rules', () => {
  test('any is for kit/subgraph.ts alone', async () => {
    const code = 'export const x = (y: any): string => String(y)\n'
    expect(await rulesBroken('access/planted.ts', code)).toEqual(['@typescript-eslint/no-explicit-any'])
    expect(await rulesBroken('subgraphs/kit/subgraph.ts', code)).toEqual([])
  })

  test('no default exports, no barrels, no directory imports', async () => {
    expect(await rulesBroken('access/planted.ts', 'export default 1\n')).toEqual(['no-restricted-syntax'])
    expect(await rulesBroken('access/planted.ts', "export * from './decision.ts'\n")).toEqual(['no-restricted-syntax'])
    expect(await rulesBroken('access/planted.ts', "import { x } from '.'\nexport const y = x\n")).toEqual([
      'no-restricted-syntax',
    ])
    expect(await rulesBroken('access/planted.ts', "import { x } from './decision'\nexport const y = x\n")).toContain(
      'no-restricted-syntax',
    )
  })

  test('nothing is printed outside scripts and entries', async () => {
    expect(await rulesBroken('gateway/planted.ts', 'console.log(1)\n')).toEqual(['no-console'])
    expect(await rulesBroken('runner/planted.ts', 'console.log(1)\n')).toEqual([])
  })
})
