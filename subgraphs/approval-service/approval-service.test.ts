import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec } from '../kit/declaration.ts'
import { classificationOf } from '../kit/fields.ts'
import { approvalService } from './approval-service.ts'
import { OrderState } from './codes.ts'
import { Application, HotlineOrder, Matter } from './records.ts'
import { standIn } from './stand-in.ts'
import { targetOf, transitionOf, transitions, type OrderActionValue } from './states.ts'

conformance(approvalService, async () => {
  const server = await standIn(
    JSON.parse(readFileSync(join(import.meta.dirname, 'rows/approval-service.json'), 'utf8')),
  )
  return { connection: { url: server.url, user: 'hub', secret: 'test' }, close: server.close }
})

describe('how an order goes on', () => {
  const go = (...actions: readonly OrderActionValue[]) =>
    actions.reduce<string | null>(
      (state, action) =>
        state === null ? null : (transitionOf(state, action, ['data-officer', 'grid-worker'])?.to ?? null),
      'RECEIVED',
    )

  test('received, dispatched, signed, handled, answered, followed up, closed', () => {
    expect(go('DISPATCH', 'SIGN', 'BEGIN', 'ANSWER', 'FOLLOW_UP', 'CLOSE')).toBe('CLOSED')
  })

  test('who is not content gets a second round', () => {
    expect(go('DISPATCH', 'SIGN', 'BEGIN', 'ANSWER', 'FOLLOW_UP', 'REDISPATCH', 'SIGN')).toBe('SIGNED')
  })

  test('"not ours" sends it back to the centre with a reason, once: a second round is not sent back', () => {
    expect(go('DISPATCH', 'RETURN', 'DISPATCH')).toBe('DISPATCHED')
    expect(transitionOf('REDISPATCHED', 'RETURN', ['grid-worker'])).toBeNull()
    expect(transitionOf('DISPATCHED', 'RETURN', ['grid-worker'])?.needs).toBe('text')
  })

  test('nothing is closed unless the caller was asked', () => {
    expect(transitions.filter((one) => one.to === 'CLOSED').map((one) => one.from)).toEqual(['FOLLOWED_UP'])
  })

  test('handlers do not judge: following up and closing are the centre’s', () => {
    for (const action of ['DISPATCH', 'REFUSE', 'FOLLOW_UP', 'CLOSE', 'REDISPATCH']) {
      expect(transitions.filter((one) => one.action === action).every((one) => one.role === 'data-officer')).toBe(true)
    }
  })

  test('an action leads to one state, every state can be reached', () => {
    for (const { action, to } of transitions) expect(targetOf(action)).toBe(to)
    const reached = new Set<string>(['RECEIVED', ...transitions.map((one) => one.to)])
    expect(Object.values(OrderState.values).filter((state) => !reached.has(state))).toEqual([])
  })
})

describe('what the approval service says of its data', () => {
  test('matters are free; who called, who applied and what was said are of level 3', () => {
    expect(Matter.classified).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    const { callerPhone, callerName, content, title } = HotlineOrder.fields
    for (const field of [callerPhone, callerName, content, title]) {
      expect(classificationOf(HotlineOrder.classified, field.options)).toMatchObject({
        level: 3,
        sharing: 'CONDITIONAL',
      })
    }
    expect(classificationOf(Application.classified, Application.fields.applicantName.options).level).toBe(3)
  })

  test('a title in which callers say names does not go to the hub', () => {
    expect(Object.keys(HotlineOrder.fields.self.values)).not.toContain('title')
  })

  test('numbers in what was said are hidden where it is shown masked', () => {
    expect(HotlineOrder.fields.content.options.mask?.('联系电话13800000001，身份证370283198001010000')).not.toMatch(
      /\d{8}/,
    )
  })

  test('nothing leads from a matter to who applied', () => {
    const fields: FieldsSpec = Matter.fields
    expect(Object.values(fields).filter((field) => field.kind === 'many' || field.kind === 'one')).toEqual([])
  })
})
