/** What can be tried below GraphQL: other sites' pages, batches, verbs, paths, headers, bodies, and bytes that two servers read differently. */
import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { got, refused, worst, type Attack, type Outcome } from './attack.ts'
import { ask, nothing, type Asked } from './reply.ts'
import { sendBytes } from './socket.ts'
import type { Target } from './target.ts'
import { asked, query } from './tokens.ts'

const csrf = 'GraphQL CSRF write-ups (simple content types, GET); Apollo Server and graphql-upload advisories'
const batching = 'GraphQL batching write-ups (many guesses in one request)'
const cors = 'CORS misconfiguration write-ups (wildcard, reflected and null origins)'
const proxies = 'Header spoofing and path confusion write-ups (x-forwarded-*, x-original-url, normalisation)'
const smuggling = 'HTTP request smuggling (content-length and transfer-encoding, read differently)'
const pages = 'GraphQL hardening lists (landing pages, consoles and debug pages left open)'

const body = JSON.stringify({ query })
const guess = `mutation { verifyIdentity(name: "x", number: "x") }`

export const transportAttacks: readonly Attack[] = [
  ...otherSites(),
  ...batches(),
  ...verbs(),
  ...origins(),
  ...spoofedHeaders(),
  ...paths(),
  ...bodies(),
  ...smuggled(),
  ...streams(),
]

/** Pages that are open to everybody, and addresses that are none. */
export const pageAttacks: readonly Attack[] = [
  '/',
  '/status',
  '/catalogue',
  '/catalogue.csv',
  '/explorer/config.json',
  '/explorer/status.json',
  '/health',
  '/me',
  '/workbench',
  '/graphql',
  '/graphiql',
  '/playground',
  '/voyager',
  '/altair',
  '/sandbox',
  '/.well-known/apollo/server-health',
  '/metrics',
  '/debug',
  '/.env',
  '/.git/config',
  '/.data/keys/gateway.jwk',
  '/explorer/../.data/keys/gateway.jwk',
  '/explorer/%2e%2e/%2e%2e/.data/hub.db',
  '/explorer/..%2f..%2f.data/keys/ref.secret',
  '/explorer/page.js/../../../package.json',
  '/catalogue/../../.data/hub.db',
  '/catalogue/%00',
  '/link/identities',
  '/quality',
].map((path) => ({
  name: `page: ${path}`,
  after: 'persons, keys, tokens or the inside of the machine, without a token',
  source: pages,
  async run(target) {
    const reply = await ask(target, { method: 'GET', path, headers: { accept: '*/*' } })
    const { ids, demo } = target
    const inside = [ids.person, ids.house, ids.caseNumber, demo.citizen.name, demo.mediation.TJYBH, 'eyJ', 'hub.db']
    const found = inside.find((one) => reply.text.includes(one))
    if (found !== undefined) return got(`an id, a name or a token on a page (${inside.indexOf(found)})`)
    const outcome = nothing({ ...reply, data: null }, target)
    return 'got' in outcome ? outcome : refused(String(reply.status))
  },
}))

// Private:

function trial(name: string, after: string, source: string, ...tried: readonly Asked[]): Attack {
  return { name, after, source, run: (target) => eachRefused(target, tried) }
}

async function eachRefused(target: Target, tried: readonly Asked[]): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const one of tried) outcomes.push(nothing(await ask(target, one), target))
  return worst(outcomes)
}

/** A page of another site makes the browser send it: no content type that needs to be asked for, no header of its own. */
function otherSites(): Attack[] {
  const form = `query=${encodeURIComponent(query)}`
  const types: readonly (readonly [string, string])[] = [
    ['text/plain', body],
    ['text/plain; charset=utf-8', body],
    ['text/plain; application/json', body],
    ['application/x-www-form-urlencoded', form],
    ['multipart/form-data; boundary=b', `--b\r\ncontent-disposition: form-data; name="query"\r\n\r\n${query}\r\n--b--`],
    [
      'multipart/form-data; boundary=b',
      `--b\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query, variables: { file: null } })}\r\n--b\r\ncontent-disposition: form-data; name="map"\r\n\r\n{"0":["variables.file"]}\r\n--b\r\ncontent-disposition: form-data; name="0"; filename="a"\r\n\r\nx\r\n--b--`,
    ],
    ['application/graphql', query],
    ['application/xml', '<query/>'],
    ['APPLICATION/JSONX', body],
    ['', body],
  ]
  return [
    ...types.map(([type, text]) =>
      trial(`csrf: a body of type "${type}"`, 'a read or a change by the visitor’s own browser', csrf, {
        ...asked,
        headers: { 'content-type': type },
        body: text,
      }),
    ),
    trial('csrf: a GET without a preflight', 'a read by the visitor’s own browser', csrf, {
      ...asked,
      method: 'GET',
      path: `/graphql?${form}`,
      headers: { 'content-type': 'text/plain' },
    }),
    trial('csrf: a GET with an empty preflight header', 'a read by the visitor’s own browser', csrf, {
      ...asked,
      method: 'GET',
      path: `/graphql?${form}`,
      headers: { 'x-apollo-operation-name': '', 'apollo-require-preflight': '' },
    }),
  ]
}

function batches(): Attack[] {
  const one = { query }
  return (
    [
      ['fifty operations', JSON.stringify(Array.from({ length: 50 }, () => one))],
      ['a list of one', JSON.stringify([one])],
      ['an empty list', '[]'],
      ['a list in a list', JSON.stringify([[one]])],
      ['an object that looks like a list', JSON.stringify({ 0: one, length: 1 })],
      ['operations line by line', `${body}\n${body}`],
      ['operations under a key', JSON.stringify({ operations: [one], batch: [one] })],
      ['a list as query', JSON.stringify({ query: [query] })],
      ['an object as query', JSON.stringify({ query: { toString: query } })],
    ] as const
  ).map(([what, text]) =>
    trial(`batch: ${what}`, 'many guesses past the limit of one', batching, { ...asked, body: text }),
  )
}

function verbs(): Attack[] {
  const inUrl = (text: string) => `/graphql?query=${encodeURIComponent(text)}`
  const preflight = { 'apollo-require-preflight': '1' }
  return [
    trial('verb: a change by GET', 'a change by a link', csrf, {
      ...asked,
      method: 'GET',
      path: inUrl(guess),
      headers: preflight,
    }),
    trial('verb: a change by GET, chosen by name', 'a change by a link', csrf, {
      ...asked,
      method: 'GET',
      path: `${inUrl(`query A { __typename } ${guess.replace('mutation', 'mutation B')}`)}&operationName=B`,
      headers: preflight,
    }),
    trial('verb: the operation in the URL of a POST', 'an operation that the limits did not see', csrf, {
      ...asked,
      path: inUrl(query),
      body: '{}',
    }),
    ...['PUT', 'PATCH', 'DELETE', 'PROPFIND', 'SEARCH', 'LOCK'].map((method) =>
      trial(`verb: ${method}`, 'an operation by a verb that nobody guards', csrf, { ...asked, method, body }),
    ),
    trial(
      'verb: HEAD and OPTIONS',
      'an operation by a verb that nobody guards',
      csrf,
      {
        ...asked,
        method: 'HEAD',
        path: inUrl(guess),
      },
      { ...asked, method: 'OPTIONS', path: inUrl(query) },
    ),
    trial('verb: overridden', 'a change by a harmless verb', proxies, {
      ...asked,
      method: 'GET',
      path: inUrl(guess),
      headers: { ...preflight, 'x-http-method-override': 'POST', 'x-method-override': 'POST', 'x-http-method': 'POST' },
    }),
    bytes('verb: TRACE', smuggling, () => `TRACE /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer secret\r\n\r\n`),
    bytes('verb: CONNECT', smuggling, () => `CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: a\r\n\r\n`),
  ]
}

/** What would let another site's script read an answer: any permission at all. */
function origins(): Attack[] {
  const tried = ['https://evil.example', 'null', 'http://localhost:3000', 'https://pentagraph.example.evil.example']
  return tried.map((origin) => ({
    name: `cors: from ${origin}`,
    after: 'an answer read by another site’s script',
    source: cors,
    async run(target) {
      const simple = await ask(target, { ...asked, headers: { origin } })
      const preflight = await ask(target, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,x-purpose',
        },
      })
      const page = await ask(target, { method: 'GET', path: '/explorer/config.json', headers: { origin } })
      const allowed = [simple, preflight, page].some(({ headers }) => /access-control-allow/i.test(headers))
      return allowed ? got('a permission for another origin') : refused('NO PERMISSION')
    },
  }))
}

function spoofedHeaders(): Attack[] {
  const nobody = { query, purpose: 'DATA_QUALITY' }
  const spoofed: readonly Readonly<Record<string, string>>[] = [
    { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1;host=localhost' },
    {
      'x-forwarded-user': 'admin',
      'x-remote-user': 'admin',
      'x-user': 'admin',
      'x-roles': 'data-officer',
      'x-department': 'registry',
    },
    {
      'x-original-url': '/graphql',
      'x-rewrite-url': '/graphql',
      'x-forwarded-prefix': '/',
      'x-forwarded-proto': 'https',
    },
    { 'x-forwarded-client-cert': 'Subject="CN=gateway"', 'ssl-client-verify': 'SUCCESS' },
    { __proto__: 'x', constructor: 'x', 'x-http-destinationurl': 'http://127.0.0.1' } as Record<string, string>,
  ]
  const bad = (name: string, headers: Readonly<Record<string, string>>, more: Asked = {}): Attack =>
    trial(`header: ${name}`, 'another purpose or case than the one that is written down', proxies, {
      ...asked,
      ...more,
      headers,
    })
  return [
    ...spoofed.map((headers, i) =>
      trial(`header: spoofed by a client, ${i + 1}`, 'being let in as somebody near', proxies, { ...nobody, headers }),
    ),
    {
      name: 'header: a context for departments at the hub',
      after: 'being let in as the gateway',
      source: proxies,
      async run(target) {
        const { signContext } = await import('../../access/signed-context.ts')
        const access = await target.access('data-officer', 'DATA_QUALITY')
        const context = await signContext(access, { department: 'registry', query, variables: {} }, target.gatewayKey)
        return nothing(await ask(target, { ...nobody, headers: { 'x-pentagraph-context': context } }), target)
      },
    },
    bad('two purposes with a comma', { 'x-purpose': 'DATA_QUALITY, MEDIATION' }),
    bad('two purposes with a blank', { 'x-purpose': 'DATA_QUALITY MEDIATION' }),
    bad('a purpose of another role', { 'x-purpose': 'SELF_ACCESS' }),
    bad('a purpose that does not exist', { 'x-purpose': '__proto__' }),
    bad('constructor as purpose', { 'x-purpose': 'constructor' }),
    bad('a purpose in another case', { 'x-purpose': 'data_quality' }),
    bad('a case with a line break', { 'x-case': 'JF1%0d%0ax-purpose:%20SELF_ACCESS' }),
    bad('a case with a wildcard', { 'x-purpose': 'MEDIATION', 'x-case': '%25' }, { who: 'mediator' }),
    bad(
      'a case with SQL',
      { 'x-purpose': 'MEDIATION', 'x-case': encodeURIComponent("' OR '1'='1") },
      { who: 'mediator' },
    ),
    bad('two cases', { 'x-purpose': 'MEDIATION', 'x-case': 'JF2026000001,JF2026000002' }, { who: 'mediator' }),
    bytes('header: two purposes', proxies, async (t) =>
      lines(t, await t.token('data-officer'), ['x-purpose: DATA_QUALITY', 'x-purpose: HOTLINE']),
    ),
    bytes('header: two tokens', proxies, async (t) =>
      lines(t, await t.token('data-officer'), [
        'x-purpose: DATA_QUALITY',
        `authorization: Bearer ${await t.token('bi')}`,
      ]),
    ),
    bytes('header: two cases', proxies, async (t) =>
      lines(t, await t.token('mediator'), ['x-purpose: MEDIATION', 'x-case: JF2026000001', 'x-case: JF2026000002']),
    ),
    bytes('header: a hundred kilobytes', 'Denial of service by headers', async (t) =>
      lines(t, await t.token('data-officer'), [`x-purpose: ${'A'.repeat(100_000)}`]),
    ),
    bytes('header: five thousand of them', 'Denial of service by headers', async (t) =>
      lines(
        t,
        await t.token('data-officer'),
        Array.from({ length: 5_000 }, (_v, i) => `x-${i}: 1`),
      ),
    ),
    {
      name: 'header: a trace id of the client’s',
      after: 'a line of one’s own in an answer or in the log',
      source: proxies,
      async run(target) {
        const reply = await ask(target, {
          ...asked,
          headers: { 'x-trace-id': 'mine-0815', 'x-request-id': 'mine-0815', traceparent: '00-mine0815-mine-01' },
        })
        return `${reply.headers}${reply.text}`.includes('mine') ? got('a reflected header') : refused('NOT REFLECTED')
      },
    },
  ]
}

function paths(): Attack[] {
  const tried = [
    '//graphql',
    '/graphql/',
    '/graphql/..',
    '/graphql/../graphql',
    '/./graphql',
    '/x/../graphql',
    '/GraphQL',
    '/graphql%2f',
    '/%67raphql',
    '/%2e%2e/graphql',
    '/graphql;a=b',
    '/graphql%00',
    '/graphql%20',
    '/graphql?x',
    '/graphql#x',
    '/explorer/../graphql',
    '/api/graphql',
    '/v1/graphql',
  ]
  return [
    ...tried.map((path) =>
      trial(`path: ${path}`, 'the graph by a way that no guard stands at', proxies, {
        query,
        path,
        purpose: 'DATA_QUALITY',
      }),
    ),
    bytes('path: an absolute address', proxies, () => post('http://evil.example/graphql', body, [])),
    bytes(
      'path: no host',
      proxies,
      () => `POST /graphql HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    ),
    bytes('path: two hosts', proxies, () => post('/graphql', body, ['host: b'])),
    bytes('path: backslashes', proxies, () => post('\\\\graphql', body, [])),
  ]
}

function bodies(): Attack[] {
  const odd = (what: string, text: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Attack =>
    trial(
      `body: ${what}`,
      'an operation that is read otherwise than it was checked',
      'Parser differentials: charsets, compression, duplicate members',
      {
        ...asked,
        body: text,
        headers,
      },
    )
  return [
    odd('UTF-16', Buffer.from(body, 'utf16le'), { 'content-type': 'application/json; charset=utf-16' }),
    odd('UTF-7', body.replace('{', '+AHs-'), { 'content-type': 'application/json; charset=utf-7' }),
    odd(
      'overlong UTF-8',
      Buffer.concat([Buffer.from(body.slice(0, -2)), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    ),
    odd('compressed', gzipSync(body), { 'content-encoding': 'gzip' }),
    odd('a bomb of zeros', gzipSync(Buffer.alloc(20_000_000)), { 'content-encoding': 'gzip' }),
    odd('an encoding that nobody knows', body, { 'content-encoding': 'br, gzip, identity' }),
    odd('cut off', body.slice(0, -3)),
    odd('an operation under __proto__', `{"__proto__":{"query":${JSON.stringify(query)}}}`),
    odd('an operation under constructor', `{"constructor":{"prototype":{"query":${JSON.stringify(query)}}}}`),
    odd(
      'a persisted query',
      JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
    ),
    odd(
      'a persisted query to keep',
      JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
    ),
    odd('extensions as a list', JSON.stringify({ query, extensions: [1] })),
    odd('variables as a list', JSON.stringify({ query, variables: [1] })),
    odd('variables as a text', JSON.stringify({ query, variables: '{"a":1}' })),
    odd('an operation name that is an object', JSON.stringify({ query, operationName: { a: 1 } })),
    odd('null', 'null'),
    odd('a number', '1'),
    odd('nothing', ''),
    odd('ten thousand brackets', '['.repeat(10_000) + ']'.repeat(10_000)),
    odd('half a megabyte', JSON.stringify({ query: `${query}#${'x'.repeat(500_000)}` })),
  ]
}

/** One request for whoever stands before the hub, two for the hub, or the other way round: the inner one must not be answered. */
function smuggled(): Attack[] {
  const inner = (t: string) =>
    `POST /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${t}\r\nx-purpose: DATA_QUALITY\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  const outer =
    (headers: readonly string[], rest: (token: string) => string): ((target: Target) => Promise<string>) =>
    async (target) =>
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers.join('\r\n')}\r\n\r\n${rest(await target.token('data-officer'))}`
  return [
    bytes(
      'smuggling: content-length and chunked',
      smuggling,
      outer(['content-length: 4', 'transfer-encoding: chunked'], (t) => `0\r\n\r\n${inner(t)}`),
    ),
    bytes(
      'smuggling: chunked and content-length',
      smuggling,
      outer(['transfer-encoding: chunked', 'content-length: 4'], (t) => `0\r\n\r\n${inner(t)}`),
    ),
    bytes(
      'smuggling: two lengths',
      smuggling,
      outer(['content-length: 2', 'content-length: 300'], (t) => `{}${inner(t)}`),
    ),
    bytes(
      'smuggling: lengths in a list',
      smuggling,
      outer(['content-length: 2, 300'], (t) => `{}${inner(t)}`),
    ),
    bytes(
      'smuggling: a signed length',
      smuggling,
      outer(['content-length: +2'], (t) => `{}${inner(t)}`),
    ),
    bytes(
      'smuggling: a negative length',
      smuggling,
      outer(['content-length: -1'], (t) => inner(t)),
    ),
    bytes(
      'smuggling: a hexadecimal length',
      smuggling,
      outer(['content-length: 0x2'], (t) => `{}${inner(t)}`),
    ),
    bytes(
      'smuggling: xchunked',
      smuggling,
      outer(['transfer-encoding: xchunked'], (t) => `0\r\n\r\n${inner(t)}`),
    ),
    bytes(
      'smuggling: chunked twice',
      smuggling,
      outer(
        ['transfer-encoding: chunked', 'transfer-encoding: identity', 'content-length: 2'],
        (t) => `0\r\n\r\n${inner(t)}`,
      ),
    ),
    bytes(
      'smuggling: a blank before the colon',
      smuggling,
      outer(['transfer-encoding : chunked', 'content-length: 2'], (t) => `0\r\n\r\n${inner(t)}`),
    ),
    bytes(
      'smuggling: a folded line',
      smuggling,
      outer(['x: a', ' transfer-encoding: chunked', 'content-length: 2'], (t) =>
        `{}${inner(t)}`.replace('POST', 'P0ST'),
      ),
    ),
    bytes('smuggling: bare line feeds', smuggling, async (t) =>
      inner(await t.token('data-officer')).replaceAll('\r\n', '\n'),
    ),
    bytes(
      'smuggling: a chunk of more than there is',
      smuggling,
      outer(['transfer-encoding: chunked'], (t) => `fffffffffffffffff\r\n${inner(t)}`),
    ),
    bytes(
      'smuggling: chunk extensions',
      smuggling,
      outer(['transfer-encoding: chunked'], (t) => `0;${'a'.repeat(20_000)}\r\n\r\n${inner(t)}`),
    ),
    bytes('smuggling: HTTP/0.9', smuggling, () => `GET /graphql?query=${encodeURIComponent(query)}\r\n\r\n`),
    bytes('smuggling: HTTP/2 without being asked', smuggling, () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  ]
}

function streams(): Attack[] {
  const more = 'GraphQL advisories on subscriptions, incremental delivery and traces'
  const key = Buffer.from(randomUUID()).toString('base64').slice(0, 24)
  return [
    trial('stream: a subscription', 'what is sent later, past the guards', more, {
      ...asked,
      query: 'subscription { persons { totalCount } }',
    }),
    trial('stream: an answer in parts', 'fields that are checked later', more, {
      ...asked,
      query: '{ persons(first: 2) { nodes { id ... @defer { name } } } }',
      headers: { accept: 'multipart/mixed; deferSpec=20220824' },
    }),
    trial('stream: a list in parts', 'items that are checked later', more, {
      ...asked,
      query: '{ persons(first: 2) { nodes @stream(initialCount: 0) { name } } }',
      headers: { accept: 'multipart/mixed; subscriptionSpec=1.0' },
    }),
    trial('stream: server-sent events', 'what is sent later, past the guards', more, {
      who: 'data-officer',
      purpose: 'DATA_QUALITY',
      query: 'subscription { persons { totalCount } }',
      headers: { accept: 'text/event-stream' },
    }),
    {
      name: 'stream: a web socket',
      after: 'operations past the guards of HTTP',
      source: more,
      async run(target) {
        const replies = await sendBytes(
          target,
          `GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
        )
        if (replies.some(({ status }) => status === 101)) return got('a web socket')
        return worst(replies.map((reply) => nothing(reply, target)))
      },
    },
    {
      name: 'stream: traces of the departments',
      after: 'which department was asked what, and how long it took',
      source: more,
      async run(target) {
        const { text } = await ask(target, {
          ...asked,
          headers: {
            'apollo-federation-include-trace': 'ftv1',
            'apollo-query-plan-experimental': '1',
            'x-apollo-tracing': '1',
          },
        })
        return /ftv1|queryPlan|tracing/i.test(text) ? got('a trace') : refused('NO TRACE')
      },
    },
  ]
}

/** Nothing that comes back over the socket may hold data, and an inner request must not be answered at all. */
function bytes(name: string, source: string, make: (target: Target) => string | Promise<string>): Attack {
  return {
    name,
    after: 'an answer to a request that was not checked',
    source,
    async run(target) {
      const replies = await sendBytes(target, await make(target))
      return replies.length === 0 ? refused('HUNG UP') : worst(replies.map((reply) => nothing(reply, target)))
    },
  }
}

function post(path: string, text: string, headers: readonly string[]): string {
  const all = ['host: a', 'content-type: application/json', ...headers, `content-length: ${Buffer.byteLength(text)}`]
  return `POST ${path} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n${text}`
}

function lines(_target: Target, token: string, headers: readonly string[]): string {
  return post('/graphql', body, [`authorization: Bearer ${token}`, ...headers])
}
