/** Prints a token of the demo issuer: `npm run --silent token -- PERSONA [--grid CODE] [--department NAME] [--ttl SECONDS]`.
 * Nothing else goes to stdout. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DemoUnavailable, openDemoIssuer, personas, type PersonaName } from '../access/demo-issuer.ts'
import { fileOf, providerOf } from '../prisma/provider.ts'
import { openStore, type HubStore } from '../prisma/store.ts'
import { readSettings } from './settings.ts'

const usage = `Use: npm run --silent token -- PERSONA [--grid CODE] [--department NAME] [--ttl SECONDS]\nPersonas: ${personas.join(', ')}`

process.exitCode = await printToken(process.argv.slice(2))

async function printToken(args: string[]): Promise<number> {
  const asked = readArguments(args)
  if (!asked) {
    console.error(usage)
    return 2
  }
  const settings = readSettings(process.env)
  const store = await openExisting(settings.store)
  try {
    const issuer = await openDemoIssuer({
      keys: resolve(settings.data, 'keys'),
      estate: resolve(settings.data, 'estate'),
      store,
    })
    console.log(await issuer.token(asked.persona, asked))
    return 0
  } catch (error) {
    if (!(error instanceof DemoUnavailable)) throw error
    console.error(`No token: ${error.message}.`)
    return 1
  } finally {
    await store?.close()
  }
}

function readArguments(args: string[]): {
  readonly persona: PersonaName
  readonly grid?: string
  readonly department?: string
  readonly ttl?: number
} | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { grid: { type: 'string' }, department: { type: 'string' }, ttl: { type: 'string' } },
    })
    const persona = personas.find((name) => name === positionals[0])
    if (persona === undefined || positionals.length !== 1) return null
    return {
      persona,
      ...(values.grid !== undefined && { grid: values.grid }),
      ...(values.department !== undefined && { department: values.department }),
      ...(values.ttl !== undefined && { ttl: Number(values.ttl) }),
    }
  } catch {
    return null
  }
}

/** The hub's store when the hub has run; a token must not create one. */
async function openExisting(url: string): Promise<HubStore | null> {
  return providerOf(url) === 'postgresql' || existsSync(fileOf(url)) ? openStore(url) : null
}
