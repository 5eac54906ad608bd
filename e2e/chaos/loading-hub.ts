/**
 * The part of a hub that links, to be killed: loads what is new at four departments, swaps their snapshots and links, again and again.
 * Arguments: the store's URL, the estate's folder, a folder for snapshots. Says after each turn that it is through.
 */
import { openLoadingHub } from './open-loading-hub.ts'

const [url = '', estate = '', snapshots = ''] = process.argv.slice(2)
const hub = await openLoadingHub(url, estate, snapshots)
process.send?.('open')
for (;;) {
  await hub.turn()
  process.send?.('through')
}
