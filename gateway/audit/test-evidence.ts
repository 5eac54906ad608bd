/** What tests of the audit need outside a store: a key, its public half, places in a folder. */
import { join } from 'node:path'
import type { HubStore } from '../../prisma/store.ts'
import type { HeadSigner } from './head-signer.ts'
import { addPublicKey } from './public-keys.ts'
import { newSm2Key, sm2Signer } from './sm2.ts'
import type { AuditEvidence } from './verify.ts'

export interface TestEvidence extends Omit<AuditEvidence, 'store'> {
  readonly anchorFile: string
  readonly signer: HeadSigner
  /** Hex of the signer's private key, for a process of its own. */
  readonly key: string
  of(store: HubStore): AuditEvidence
}

export function testEvidence(folder: string): TestEvidence {
  const anchorFile = join(folder, 'anchor.log')
  const places = { archiveFolder: join(folder, 'archive'), publicKeys: join(folder, 'audit.public') }
  const secret = newSm2Key()
  const signer = sm2Signer(secret)
  addPublicKey(places.publicKeys, signer)
  const evidence = {
    ...places,
    anchorFile,
    anchorFiles: [anchorFile],
    signer,
    key: Buffer.from(secret).toString('hex'),
  }
  return { ...evidence, of: (store) => ({ ...evidence, store }) }
}
