/**
 * The door of a department that runs in a process of its own. Lets in only what the gateway has signed for this department, this
 * operation and these variables; everybody else gets CONTEXT_REFUSED and learns nothing.
 */
import { once } from 'node:events'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import type { AccessContext } from '../../access/principal.ts'
import { ContextRefused, type ContextVerifier } from '../../access/signed-context.ts'
import { errorCodes, pentagraphError, type ErrorCode } from '../../schema/errors.ts'
import type { RowChange } from '../../subgraphs/kit/base-data.ts'
import type { FieldSpot, LookAt, SpotChange } from '../../subgraphs/kit/corrections.ts'
import type { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import type { FaultLog } from '../../subgraphs/kit/execute.ts'
import { entityKinds, type EntityKind } from '../../subgraphs/kit/identity.ts'
import { CATALOGUE_ROWS, measureQuality } from '../quality.ts'
import {
  baseDataKnown,
  contextHeader,
  correctionLook,
  linkOperations,
  linkReader,
  type KeptAnswer,
} from './link-protocol.ts'

/** A representation of one entity is some hundred bytes; 100 events with their refs stay far below. */
const BODY_LIMIT = 4 * 1024 * 1024

export function departmentDoor(runtime: DepartmentRuntime, verifier: ContextVerifier, log: FaultLog): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: BODY_LIMIT })

  app.get('/health', async (_request, reply) => {
    const health = await runtime.adapter.health({ signal: AbortSignal.timeout(5_000) })
    return reply.code(health.ok ? 200 : 503).send({ department: runtime.name, ok: health.ok, code: health.code })
  })

  app.post('/graphql', async (request, reply) => {
    const { query, variables, operationName } = body(request)
    if (typeof query !== 'string') return refuse(reply, 'BAD_REQUEST')
    const given = variables ?? {}
    const access = await admit(request, reply, query, given)
    if (!access) return reply
    const { data, errors, report } = await runtime.execute({
      query,
      variables: given,
      operationName,
      access,
      signal: signalOf(reply),
    })
    return reply.send({ data, ...(errors && { errors }), extensions: { report } })
  })

  app.post('/link/identities', async (request, reply) => {
    const { entity } = body(request)
    const access = await admit(request, reply, linkOperations.identities, { entity })
    if (!access) return reply
    if (access.principal.subject !== linkReader.subject || !isKind(entity)) return refuse(reply, 'CONTEXT_REFUSED')
    const signal = signalOf(reply)
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson' })
    try {
      for await (const batch of runtime.link.identities(entity, signal)) {
        // A reader that goes away makes no more room: `signal` ends the waiting, and with it the reading of the legacy system.
        if (!reply.raw.write(`${JSON.stringify(batch)}\n`)) await once(reply.raw, 'drain', { signal })
      }
      reply.raw.end('"end"\n')
    } catch (error) {
      if (!signal.aborted) log({ department: runtime.name, traceId: access.traceId, error })
      reply.raw.destroy()
    }
    return reply
  })

  app.post('/link/identify', async (request, reply) => {
    const { entity, keys } = body(request)
    const access = await admit(request, reply, linkOperations.identify, { entity, keys })
    if (!access) return reply
    const valid = isKind(entity) && Array.isArray(keys) && keys.every((key) => typeof key === 'string')
    if (access.principal.subject !== linkReader.subject || !valid) return refuse(reply, 'CONTEXT_REFUSED')
    return reply.send(await runtime.link.identify(entity, keys, signalOf(reply)))
  })

  app.post('/corrections/look', async (request, reply) => {
    const asked = body(request)
    const access = await admit(request, reply, correctionLook, { ...asked })
    if (!access) return reply
    if (!isLook(asked)) return refuse(reply, 'CONTEXT_REFUSED')
    return reply.send(await answered(access.traceId, () => runtime.corrections.look(access, asked, signalOf(reply))))
  })

  app.post('/corrections/read', async (request, reply) => {
    const spot = body(request)
    const access = await admit(request, reply, linkOperations.correctionRead, { ...spot })
    if (!access) return reply
    if (access.principal.subject !== linkReader.subject || !isSpot(spot)) return refuse(reply, 'CONTEXT_REFUSED')
    return reply.send(await answered(access.traceId, () => runtime.corrections.read(spot, signalOf(reply))))
  })

  app.post('/corrections/write', async (request, reply) => {
    const change = body(request)
    const access = await admit(request, reply, linkOperations.correctionWrite, { ...change })
    if (!access) return reply
    if (access.principal.subject !== linkReader.subject || !isChange(change)) return refuse(reply, 'CONTEXT_REFUSED')
    return reply.send(
      await answered(access.traceId, async () => {
        await runtime.corrections.write(change, signalOf(reply))
        return null
      }),
    )
  })

  app.post('/base-data/known', async (request, reply) => {
    const { kind, ref } = body(request) as { readonly kind?: unknown; readonly ref?: unknown }
    const access = await admit(request, reply, baseDataKnown, { kind, ref })
    if (!access) return reply
    if (!isKind(kind) || !isText(ref)) return refuse(reply, 'CONTEXT_REFUSED')
    const signal = signalOf(reply)
    return reply.send(await answered(access.traceId, () => runtime.baseData.known(access, { kind, ref }, signal)))
  })

  app.post('/base-data/row', async (request, reply) => {
    const { record, key } = body(request) as { readonly record?: unknown; readonly key?: unknown }
    const access = await admit(request, reply, linkOperations.baseDataRow, { record, key })
    if (!access) return reply
    if (access.principal.subject !== linkReader.subject || !isText(record) || !isText(key))
      return refuse(reply, 'CONTEXT_REFUSED')
    return reply.send(await answered(access.traceId, () => runtime.baseData.row({ record, key }, signalOf(reply))))
  })

  app.post('/base-data/write', async (request, reply) => {
    const change = body(request)
    const access = await admit(request, reply, linkOperations.baseDataWrite, { ...change })
    if (!access) return reply
    if (access.principal.subject !== linkReader.subject || !isRowChange(change)) return refuse(reply, 'CONTEXT_REFUSED')
    return reply.send(
      await answered(access.traceId, async () => {
        await runtime.baseData.write(change, signalOf(reply))
        return null
      }),
    )
  })

  app.post('/status', async (request, reply) => {
    const access = await admit(request, reply, linkOperations.status, {})
    return access ? reply.send(await runtime.status(signalOf(reply))) : reply
  })

  app.post('/quality', async (request, reply) => {
    const access = await admit(request, reply, linkOperations.quality, {})
    return access ? reply.send(await measureQuality(runtime, signalOf(reply), CATALOGUE_ROWS)) : reply
  })

  app.setNotFoundHandler((_request, reply) => refuse(reply, 'CONTEXT_REFUSED'))
  app.setErrorHandler((error, _request, reply) => {
    log({ department: runtime.name, traceId: 'door', error })
    return refuse(reply, 'BAD_REQUEST')
  })

  async function answered<T>(traceId: string, work: () => Promise<T | null>): Promise<KeptAnswer<T>> {
    try {
      return { value: await work() }
    } catch (error) {
      log({ department: runtime.name, traceId, error })
      const { code, ...details } = error instanceof GraphQLError ? error.extensions : {}
      const known = Object.keys(errorCodes).find((one): one is ErrorCode => one === code)
      return {
        error: known ? { code: known, details } : { code: 'DEPARTMENT_FAULT', details: { department: runtime.name } },
      }
    }
  }

  async function admit(
    request: FastifyRequest,
    reply: FastifyReply,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<AccessContext | null> {
    const token = request.headers[contextHeader]
    try {
      if (typeof token !== 'string') throw new ContextRefused('MALFORMED')
      return await verifier.verify(token, { query, variables })
    } catch (error) {
      log({ department: runtime.name, traceId: 'door', error })
      void refuse(reply, 'CONTEXT_REFUSED')
      return null
    }
  }

  return app
}

// Private:

interface Body {
  readonly query?: unknown
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
  readonly entity?: unknown
  readonly keys?: unknown
}

function body(request: FastifyRequest): Body {
  return typeof request.body === 'object' && request.body !== null ? request.body : {}
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isLook(asked: object): asked is LookAt {
  const { coordinate, id, key, entity } = asked as Partial<Record<keyof LookAt, unknown>>
  const at = entity as { readonly kind?: unknown; readonly ref?: unknown } | null | undefined
  const whole = at === null || (typeof at === 'object' && isKind(at.kind) && isText(at.ref))
  return isText(coordinate) && [id, key].every((one) => one === null || isText(one)) && whole
}

function isSpot(spot: object): spot is FieldSpot {
  const { record, key, field } = spot as Partial<Record<keyof FieldSpot, unknown>>
  return isText(record) && isText(key) && isText(field)
}

function isChange(change: object): change is SpotChange {
  const { spot, value, idempotencyKey, expectedVersion } = change as Partial<Record<keyof SpotChange, unknown>>
  const told = isText(idempotencyKey) && isText(expectedVersion) && (value === null || isText(value))
  return told && typeof spot === 'object' && spot !== null && isSpot(spot)
}

function isRowChange(change: object): change is RowChange {
  const { record, key, values, at, idempotencyKey, expectedVersion } = change as Partial<
    Record<keyof RowChange, unknown>
  >
  const told = [record, key, idempotencyKey].every(isText) && typeof at === 'number'
  const given = typeof values === 'object' && values !== null && Object.values(values).every(isText)
  return told && given && (expectedVersion === null || isText(expectedVersion))
}

function isKind(entity: unknown): entity is EntityKind {
  return entityKinds.some((kind) => kind === entity)
}

function refuse(reply: FastifyReply, code: ErrorCode): FastifyReply {
  const error = pentagraphError(code)
  return reply
    .code(errorCodes[code].status ?? 400)
    .send({ data: null, errors: [{ message: error.message, extensions: error.extensions }] })
}

/** Ends when the gateway hangs up before the answer is out. Not by the socket: the gateway keeps it open over thousands of requests. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
