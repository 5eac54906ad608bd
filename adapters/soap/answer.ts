/**
 * The bytes of an answer as text, and its attachments apart (MTOM). Labels are promises: HTTP's charset, then the prolog's, then what was
 * agreed, and the bytes decide against all of them (`text/xml` without a charset, GBK called UTF-8, the `ISO-8859-1` that a servlet adds).
 */
import { createHash } from 'node:crypto'
import type { Encoding } from '../open.ts'
import { decode } from '../text/decode.ts'
import { encodingOf, findEncoding } from '../text/encoding.ts'
import { XmlRefused } from './xml.ts'

export interface Answer {
  readonly xml: string
  /** By content id. */
  readonly attachments: ReadonlyMap<string, Attachment>
}
interface Attachment {
  readonly type: string
  readonly bytes: Uint8Array
}

/** Throws XmlRefused for what is no XML, or cannot be text. */
export function openAnswer(contentType: string, bytes: Uint8Array, agreed: Encoding): Answer {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!/^multipart\/related\b/i.test(contentType))
    return { xml: textOf(contentType, body, agreed), attachments: new Map() }
  const parts = partsOf(contentType, body)
  const start = /start="?<?([^">;]+)/i.exec(contentType)?.[1]
  const root = parts.find((part) => start !== undefined && part.id === start) ?? parts[0]
  if (root === undefined) throw new XmlRefused('No part in a multipart answer')
  return {
    xml: textOf(root.type, root.bytes, agreed),
    attachments: new Map(parts.filter((part) => part !== root).map((part) => [part.id, part])),
  }
}

/**
 * What a row says of an attachment: `sha256:…;bytes=1234;type=image/jpeg`. The file itself is not taken into a row, a cache or a log; who may
 * have it asks the department for the one with this hash.
 */
export function handleOf(bytes: Uint8Array, type: string | null): string {
  const hash = createHash('sha256').update(bytes).digest('hex')
  return `sha256:${hash};bytes=${bytes.byteLength};type=${type ?? 'application/octet-stream'}`
}

// Private:

function textOf(contentType: string, bytes: Buffer, agreed: Encoding): string {
  if (!/^(text\/xml|application\/([\w.-]+\+)?xml)\b/i.test(contentType))
    throw new XmlRefused(`Not XML but ${/^[\w./+-]*/.exec(contentType)?.[0] || 'nothing'}`)
  const prolog = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']([^"']+)["']/.exec(
    bytes.subarray(0, 200).toString('latin1'),
  )
  const label = (text: string | undefined): Encoding | null => (text === undefined ? null : encodingOf(text))
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1]
  const { encoding, skip } = findEncoding(bytes, label(charset) ?? label(prolog?.[1]) ?? agreed)
  const text = decode(bytes.subarray(skip), encoding)
  if (text === null) throw new XmlRefused('Not text in its encoding')
  return text
}

interface Part extends Attachment {
  readonly id: string
  readonly bytes: Buffer
}

function partsOf(contentType: string, body: Buffer): Part[] {
  const boundary = /boundary="([^"]+)"|boundary=([^;\s]+)/i.exec(contentType)
  const mark = Buffer.from(`--${boundary?.[1] ?? boundary?.[2] ?? ''}`)
  if (mark.length < 3) throw new XmlRefused('A multipart answer without boundary')
  const parts: Part[] = []
  let from = body.indexOf(mark)
  while (from >= 0) {
    const start = from + mark.length
    if (body.subarray(start, start + 2).toString('latin1') === '--') return parts
    const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), start)
    const head = body.indexOf('\r\n\r\n', start)
    if (end < 0 || head < 0 || head > end) break
    const headers = body.subarray(start, head).toString('latin1')
    parts.push({
      id: /^content-id:\s*<?([^>\r\n]+)/im.exec(headers)?.[1] ?? '',
      type: /^content-type:\s*([^\r\n]+)/im.exec(headers)?.[1] ?? '',
      bytes: body.subarray(head + 4, end),
    })
    from = end + 2
  }
  throw new XmlRefused('A multipart answer that breaks off')
}
