/**
 * A real Chromium for the stories of the pages. It is strict: an error in the console, an exception, a violation of the content policy or a request
 * that leaves the hub's origin is kept as a fault, and `faults` is to be empty at the end of each story.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'

export interface TestBrowser {
  /** A fresh tab at a path of the hub; what it did wrong is in `faults` from then on. */
  open(path: string, width?: number): Promise<Page>
  readonly faults: string[]
  close(): Promise<void>
}

/** `origin` is the hub's address, e.g. `http://127.0.0.1:4320`. Needs PENTAGRAPH_TEST_CHROMIUM, which `npm run test:browser` sets. */
export async function openBrowser(origin: string): Promise<TestBrowser> {
  const program = process.env['PENTAGRAPH_TEST_CHROMIUM']
  if (!program) throw new Error('PENTAGRAPH_TEST_CHROMIUM is not set: run npm run test:browser')
  const profile = mkdtempSync(join(tmpdir(), 'pentagraph-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program,
    headless: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    args: quiet,
  })
  context.setDefaultTimeout(20_000)
  const faults: string[] = []
  watch(context, origin, faults)
  return {
    faults,
    async open(path, width = 1280) {
      const page = await context.newPage()
      await page.setViewportSize({ width, height: 900 })
      await page.goto(new URL(path, origin).href)
      return page
    },
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

// Private:

/** It runs as any user, draws without a graphics card, and calls nobody. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function watch(context: BrowserContext, origin: string, faults: string[]): void {
  context.on('console', (message) => {
    // Chromium tells violations of the content policy here too.
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  context.on('weberror', (error) => faults.push(`exception: ${error.error().message}`))
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.origin !== new URL(origin).origin)
      faults.push(`request to ${url.origin}`)
  })
}
