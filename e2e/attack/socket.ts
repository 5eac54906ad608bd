/** Bytes as they are, for requests that no client library would send. */
import { connect } from 'node:net'
import { readReply, type Reply } from './reply.ts'
import type { Target } from './target.ts'

/** What comes back until the server hangs up or falls silent, as separate answers. */
export async function sendBytes(target: Target, bytes: string): Promise<readonly Reply[]> {
  const { hostname, port } = new URL(target.address)
  const text = await new Promise<string>((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes))
    let received = ''
    const end = () => {
      clearTimeout(silence)
      socket.destroy()
      resolve(received)
    }
    let silence = setTimeout(end, FIRST_MS)
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => {
      received += part
      clearTimeout(silence)
      silence = setTimeout(end, SILENCE_MS)
    })
    socket.on('end', end)
    // A server that hangs up on nonsense has refused it.
    socket.on('error', end)
  })
  return text
    .split(/(?=HTTP\/1\.[01] \d{3} )/)
    .filter((one) => one.startsWith('HTTP/'))
    .map((one) => {
      const [headers = '', ...body] = one.split('\r\n\r\n')
      return readReply(Number(headers.slice(9, 12)), headers, jsonIn(body.join('\r\n\r\n')))
    })
}

// Private:

/** Time for an answer to begin, and between its parts. */
const FIRST_MS = 1_500
const SILENCE_MS = 100

/** The body without the sizes of its chunks. */
function jsonIn(body: string): string {
  return body.replace(/^[0-9a-f]+\r\n/i, '').replace(/\r\n0\r\n\r\n$/, '')
}
