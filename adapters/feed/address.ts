/** Where a listener listens and who may connect to it. */
import { BlockList, isIP } from 'node:net'
import { SourceError } from '../adapter.ts'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** Of `mllp://127.0.0.1:2575`. Throws SourceError NOT_SUPPORTED. */
export function listenAddress(department: string, url: string, scheme: string): ListenAddress {
  const { protocol, hostname, port } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '', port: '' }
  if (protocol !== `${scheme}:` || hostname === '' || port === '')
    throw refusal(department, `connection.url must look like ${scheme}://127.0.0.1:2575`)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}

/** Addresses or networks; this machine alone when none are given. Throws SourceError NOT_SUPPORTED. */
export function allowedPeers(department: string, allowed: readonly string[] = ['127.0.0.0/8', '::1']): BlockList {
  const peers = new BlockList()
  for (const one of allowed) {
    const [network = '', length] = one.split('/')
    const family = isIP(network) === 6 ? 'ipv6' : isIP(network) === 4 ? 'ipv4' : null
    const bits = Number(length ?? '')
    if (family === null || (length !== undefined && !(bits >= 0 && bits <= (family === 'ipv4' ? 32 : 128))))
      throw refusal(department, 'connection.peers must be addresses or networks')
    if (length === undefined) peers.addAddress(network, family)
    else peers.addSubnet(network, bits, family)
  }
  return peers
}

// Private:

const refusal = (department: string, message: string) => new SourceError('NOT_SUPPORTED', department, message)
