/**
 * What a hub does by itself while it runs: it takes in what is new in the departments and links it, keeps the terms of personal data, and
 * delivers base data.
 */
import type { Log } from '../gateway/log.ts'
import { eraseDeleted } from '../prisma/erase.ts'
import type { HubStore } from '../prisma/store.ts'
import type { DepartmentStatus } from '../subgraphs/kit/department-runtime.ts'
import type { IndexSecrets } from '../subgraphs/registry/index-secrets.ts'
import type { OnLinkProgress } from '../subgraphs/registry/link-state.ts'
import type { Registry } from '../subgraphs/registry/registry.ts'
import { personalTables } from '../subgraphs/registry/rights/forget.ts'
import type { DepartmentHost } from './department-hosts.ts'
import { logFormerSecrets } from './index-secrets.ts'

export interface UpkeepOptions {
  readonly store: HubStore
  readonly hosts: readonly DepartmentHost[]
  readonly status: () => Promise<readonly DepartmentStatus[]>
  readonly registry: Pick<Registry, 'link' | 'carryOutCorrections' | 'deliverBaseData' | 'keepTerms'>
  readonly index: IndexSecrets
  readonly log: Log
  /** Aborted before `close`. */
  readonly signal: AbortSignal
  readonly pauses?: Pauses
}

interface Pauses {
  /** How often sources are looked at for newer data. */
  readonly updateMs: number
  /** How often the outbox of base data is looked through for what is due. */
  readonly deliverMs: number
}

const usualPauses: Pauses = { updateMs: 60_000, deliverMs: 5_000 }
/** How often what is past its term is looked for. */
const TERMS_MS = 24 * 3600_000
/** Live systems do not say what others changed in them: they are read through for linking this often. */
const RELINK_MS = 15 * 60_000

export class Upkeep {
  private readonly options: UpkeepOptions
  private readonly repeated: Repeated[] = []
  /** What was linked last; empty when that failed, or never was. */
  private linkedState = ''
  /** Epoch ms. */
  private termsKept = 0

  constructor(options: UpkeepOptions) {
    this.options = options
  }

  /**
   * Loads what is new and links it. A department that cannot be read keeps what is known of it, and is tried again at the next turn. Rejects when
   * the store fails.
   */
  async update(onProgress?: OnLinkProgress): Promise<void> {
    const { hosts, status, registry, index, log, signal } = this.options
    for (const host of hosts) {
      await host.refresh(signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ department: host.spec.name, err: error }, 'refresh failed; the old data stays')
      })
    }
    const dates = (await status()).map(({ name, asOf, ok }) => [name, ok, asOf])
    const state = JSON.stringify([Math.floor(Date.now() / RELINK_MS), dates, await index.present()])
    if (state === this.linkedState) return
    const failed = await registry.link(signal, onProgress)
    for (const { department, error } of failed) log.warn({ department, err: error }, 'not linked; tried again later')
    this.linkedState = failed.length === 0 ? state : ''
    await logFormerSecrets(index, log)
  }

  /** Goes on by itself until it is closed. What was deleted without being overwritten is erased first. */
  async begin(): Promise<void> {
    const { store, registry, signal, pauses = usualPauses } = this.options
    await this.orLog('terms could not be kept', async () => {
      await eraseDeleted(store, personalTables)
      await this.keepTerms()
    })
    this.repeated.push(
      repeat(pauses.updateMs, () =>
        this.orLog('update failed', async () => {
          await this.update()
          await registry.carryOutCorrections(Date.now(), signal)
          await this.keepTerms()
        }),
      ),
      repeat(pauses.deliverMs, () =>
        this.orLog('base data is not delivered; tried again', async () => {
          await registry.deliverBaseData(Date.now(), signal)
        }),
      ),
    )
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    await Promise.all(this.repeated.splice(0).map((one) => one.stop()))
  }

  // Private:

  /** Personal data that has lost its reason goes once a day; a fault now is tried again with the next turn. */
  private async keepTerms(): Promise<void> {
    const { registry, log, signal } = this.options
    if (Date.now() - this.termsKept < TERMS_MS) return
    const expired = await registry.keepTerms(Date.now(), signal)
    this.termsKept = Date.now()
    if (Object.keys(expired).length > 0) log.info({ expired }, 'past its term, deleted')
  }

  private async orLog(message: string, work: () => Promise<void>): Promise<void> {
    const { log, signal } = this.options
    try {
      await work()
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, message)
    }
  }
}

// Private:

interface Repeated {
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

/** One at a time: at the size of a city an update takes longer than the pause between two. `work` never rejects. */
function repeat(everyMs: number, work: () => Promise<void>): Repeated {
  let underWay: Promise<void> | null = null
  const timer = setInterval(() => {
    underWay ??= work().finally(() => {
      underWay = null
    })
  }, everyMs)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await underWay
    },
  }
}
