import { expect, test } from 'vitest'
import { firstSteps } from '../../../lib/core/flows/definition.ts'
import { beginRun, firstMessagesAhead, type FirstMessage } from '../../../lib/core/runs/begin-run.ts'
import { firstMessageId } from '../../../lib/core/runs/message.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

const id = '019b76da-a800-7000-8000-000000000001'
const flow = storedFlow({ status: 'active', madeBy: 'oih' })
const trigger = { kind: 'api', at: '2026-01-01T00:00:00.000Z', by: 'ann' } as const
const begin = (first: FirstMessage[]) => {
  const { after, change } = beginRun(flow, { id, trigger, first })
  const made = change.flatMap((write) => (write.kind === 'create' && write.entity === 'message' ? [write.item] : []))
  const ahead = firstMessagesAhead(after, first).change.map((part) => part.map(({ item }) => item))
  return { run: after, made, ahead }
}
const messages = (count: number, more: Partial<FirstMessage> = {}): FirstMessage[] =>
  Array.from({ length: count }, () => ({ stepId: 'one', queue: 'steps', ...more }))

test.each([
  [1, 1, []],
  [90, 90, []],
  [91, 90, [1]],
  [200, 90, [90, 20]],
])('of %i first messages %i are made with their run, the others before it, 90 at a time', (count, inRun, parts) => {
  const { run, made, ahead } = begin(messages(count))

  expect(made).toHaveLength(inRun)
  expect(ahead.map(({ length }) => length)).toEqual(parts)
  expect([...made, ...ahead.flat()].map((message) => message.id)).toEqual(
    messages(count).map((_one, index) => firstMessageId(id, index)),
  )
  expect(run).toMatchObject({ begunWith: count, counters: { started: count } })
  expect(run.madeAhead ?? 0).toBe(count - inRun)
})

test('what messages carry counts too: a transaction takes 4 MB', () => {
  const { made, ahead } = begin(messages(40, { payload: 'x', sizeBytes: 200_000 }))

  expect([made, ...ahead].map(({ length }) => length)).toEqual([15, 15, 10])
})

test('what lies in the bucket does not', () => {
  expect(begin(messages(40, { payloadId: 'p', sizeBytes: 10_000_000 })).made).toHaveLength(40)
})

test('messages that are made before their run expire by themselves', () => {
  const { run, ahead } = begin(messages(91))

  expect(ahead[0]?.[0]?.expiresAt).toBeGreaterThan(Date.parse(run.deadlineAt) / 1000)
})

test('a flow without a first step is not run, as one whose steps are all in a circle', () => {
  expect(() => begin([])).toThrow(expect.objectContaining({ code: 'flow-without-first-step' }))
  const steps = ['a', 'b'].map((step) => ({ id: step, component: 'log', settings: {} }))
  const circle = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'a' },
  ]
  expect(firstSteps({ steps, links: circle, details: {} }, flow)).toEqual([])
  expect(firstSteps({ steps: steps.slice(0, 1), links: [{ from: 'a', to: 'a' }], details: {} }, flow)).toHaveLength(1)
})

test('a run of Open Integration Hub’s flow begins at the first step that no link leads to, of others at all of them', () => {
  const steps = ['a', 'b', 'c'].map((step) => ({ id: step, component: 'log', settings: {} }))
  const definition = { steps, links: [{ from: 'b', to: 'a' }], details: {} }
  const idsOf = (madeBy: 'oih' | 'flow-manager') => firstSteps(definition, { madeBy }).map((step) => step.id)

  expect(idsOf('oih')).toEqual(['b'])
  expect(idsOf('flow-manager')).toEqual(['b', 'c'])
})
