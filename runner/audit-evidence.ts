/** Where the audit keeps what stands outside the store, and the key that signs it. */
import { resolve } from 'node:path'
import type { HeadSigner } from '../gateway/audit/head-signer.ts'
import { addPublicKey } from '../gateway/audit/public-keys.ts'
import type { AuditEvidence } from '../gateway/audit/verify.ts'
import { sm2Signer } from '../gateway/audit/sm2.ts'
import type { HubStore } from '../prisma/store.ts'
import type { Reloader } from './reloader.ts'
import { sourceOf } from './secrets.ts'

export interface AuditPlaces {
  readonly anchorFile: string
  readonly archiveFolder: string
  readonly publicKeys: string
}

export function auditPlaces(data: string, env: NodeJS.ProcessEnv): AuditPlaces {
  return {
    anchorFile: env['PENTAGRAPH_AUDIT_ANCHOR'] || resolve(data, 'audit-anchor.log'),
    archiveFolder: env['PENTAGRAPH_AUDIT_ARCHIVE'] || resolve(data, 'audit-archive'),
    publicKeys: env['PENTAGRAPH_AUDIT_PUBLIC_KEYS'] || resolve(data, 'keys/audit.public'),
  }
}

/** What `npm run audit:verify` looks at on this machine. */
export function auditEvidence(store: HubStore, data: string, env: NodeJS.ProcessEnv): AuditEvidence {
  const { anchorFile, ...places } = auditPlaces(data, env)
  return { store, anchorFiles: [anchorFile], ...places }
}

/**
 * The signer of the present key, 32 bytes from the environment or a file, made on the first start. A key that is put in the file's place
 * signs from then on, and its public key joins the file of public keys.
 */
export function auditSigner(data: string, env: NodeJS.ProcessEnv, reloader?: Reloader): HeadSigner {
  const source = sourceOf('PENTAGRAPH_AUDIT_KEY', resolve(data, 'keys/audit.secret'), env)
  const { publicKeys } = auditPlaces(data, env)
  const read = () => {
    const [secret, ...more] = source.read()
    if (!secret || more.length > 0) throw new Error(`${source.name} must hold one key`)
    const signer = sm2Signer(secret)
    addPublicKey(publicKeys, signer)
    return signer
  }
  let present = read()
  if (source.file !== null)
    reloader?.watch(source.file, () => {
      present = read()
    })
  return {
    get keyId() {
      return present.keyId
    },
    get algorithm() {
      return present.algorithm
    },
    get publicKey() {
      return present.publicKey
    },
    sign: (bytes) => present.sign(bytes),
  }
}
