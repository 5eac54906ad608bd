/** How every page is answered: never kept, and under a policy that holds the browser to this origin. */
import type { FastifyReply } from 'fastify'
import type { Asset } from './page-bundle.ts'

export function guarded(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'content-security-policy': contentPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
}

export function html(reply: FastifyReply, text: string): FastifyReply {
  return guarded(reply).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(text)
}

export function json(reply: FastifyReply, value: unknown): FastifyReply {
  return guarded(reply)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(value))
}

/** Its address changes with its content, so it may be kept for ever. */
export function sendAsset(reply: FastifyReply, { body, type }: Asset): FastifyReply {
  return guarded(reply)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .type(type)
    .send(Buffer.from(body))
}

// Private:

const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // GraphiQL's dialogs would also insert a style that locks scrolling; they do without it.
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  'font-src data:',
  "base-uri 'none'",
  // The catalogue's search; it works without a script.
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')
