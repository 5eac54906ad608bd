/** The approval service's stand-in as a process of its own, so that its CPU is not counted as the hub's. Prints its address. */
import { startApprovalServer } from '../samples/servers/approval.ts'

const [database] = process.argv.slice(2)
if (!database) throw new Error('Use: stand-in DATABASE')
const server = await startApprovalServer({ database })
console.log(server.url)

// Ends with the process that started it, however that ends.
process.stdin.resume()
process.stdin.once('end', () => process.exit(0))
