/** A hub that links, and is going to be killed while it does. Arguments: the store's URL, then its index secrets in hex, the present one first. */
import { SecretRing } from '../../access/secret-ring.ts'
import { openStore } from '../../prisma/store.ts'
import { IndexSecrets } from '../../subgraphs/registry/index-secrets.ts'
import { Linker } from '../../subgraphs/registry/linker.ts'
import { linkingCity } from './linking-city.ts'

const [url = '', ...ring] = process.argv.slice(2)
const store = await openStore(url)
const secrets = await IndexSecrets.open(store, new SecretRing(ring.map((secret) => Buffer.from(secret, 'hex'))))
const linker = new Linker(store, linkingCity(), secrets)
const number = await secrets.present()
process.send?.('links')
await linker.linkAll(AbortSignal.timeout(120_000))
await secrets.settle(number)
await store.close()
process.disconnect?.()
