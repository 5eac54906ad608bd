/** The table of a correction's life: every state is reached, none is a dead end by mistake, and nobody does another's part. */
import { expect, test } from '@jest/globals'
import {
  correctionActions,
  correctionActionsFrom,
  correctionStates,
  correctionTransition,
  correctionTransitions,
  type CorrectionParty,
} from './states.ts'

const only = (party: CorrectionParty) => new Set([party])

test('every state is reached and every action is somewhere', () => {
  expect(new Set(correctionTransitions.map(({ to }) => to))).toEqual(new Set(correctionStates))
  expect(new Set(correctionTransitions.map(({ action }) => action))).toEqual(new Set(correctionActions))
})

test('what is done, refused or withdrawn stays so', () => {
  for (const state of ['DONE', 'REFUSED', 'WITHDRAWN'])
    for (const party of ['ASKER', 'OFFICER', 'HUB'] as const)
      for (const way of [null, 'WRITE', 'INSTRUCTION'])
        expect(correctionActionsFrom(state, way, only(party))).toEqual([])
})

test('an asker only takes back, an officer only answers, and only the hub writes', () => {
  expect(correctionActionsFrom('OPEN', null, only('ASKER'))).toEqual(['WITHDRAW'])
  expect(correctionActionsFrom('OPEN', null, only('OFFICER'))).toEqual(['ACCEPT', 'REFUSE'])
  expect(correctionActionsFrom('OPEN', null, only('HUB'))).toEqual([])
  expect(correctionActionsFrom('ACCEPTED', 'WRITE', only('OFFICER'))).toEqual(['RETRY'])
  expect(correctionActionsFrom('ACCEPTED', 'INSTRUCTION', only('OFFICER'))).toEqual(['CONFIRM'])
  expect(correctionTransition('ACCEPTED', 'INSTRUCTION', 'WRITE', only('HUB'))).toBeNull()
  expect(correctionTransition('OPEN', null, 'REFUSE', only('OFFICER'))).toMatchObject({
    action: 'REFUSE',
    to: 'REFUSED',
  })
  expect(correctionTransition('OPEN', null, 'CONFIRM', only('OFFICER'))).toBeNull()
  expect(correctionActionsFrom('OPEN', null, new Set())).toEqual([])
})

test('a refusal needs reasons, and a change by hand its receipt', () => {
  expect(correctionTransitions.filter(({ needs }) => needs).map(({ action, needs }) => [action, needs])).toEqual([
    ['REFUSE', 'reasons'],
    ['CONFIRM', 'receipt'],
  ])
})
