import { expect, test } from 'vitest'
import { compile } from '../../lib/node-red/compile.ts'
import type { Done, LiveNode, Message } from '../../lib/node-red/embedded.ts'
import { InHand } from '../../lib/node-red/in-hand.ts'
import { Runs } from '../../lib/node-red/runs.ts'
import { graphOf } from '../_harness/node-red.ts'

let time = Date.parse('2026-03-01T12:00:00.000Z')
const now = () => time

const compiled = compile({
  id: 'F',
  label: 'F',
  ...graphOf([
    { id: 'in', type: 'inject', params: {} },
    { id: 'work', type: 'delay', dependencies: ['in'], instances: 2, params: {} },
    { id: 'end', type: 'switch', dependencies: ['work'], params: {} },
  ]),
})
const tab = compiled.tab

/** A flow whose messages a test hands about as Node-RED would. */
function startCounting() {
  const runs = new Runs(now)
  const inHand = new InHand(runs, now)
  inHand.open(compiled)
  const go = () => undefined
  const nodeOf = (step: string, more: Partial<LiveNode> = {}): LiveNode => ({
    id: Object.entries(compiled.steps).find(([, one]) => one === step)?.[0] ?? '',
    type: step,
    z: tab,
    _expectedDoneCount: 1,
    receive: go,
    send: go,
    ...more,
  })
  const given: Message[] = []
  return {
    inHand,
    runs,
    given,
    send: (step: string, msg: Message) =>
      inHand.hooks.preDeliver({ msg, source: { node: nodeOf('in') }, destination: { node: nodeOf(step) } }, go),
    receive: (step: string, msg: Message, more?: Partial<LiveNode>) => {
      const node = nodeOf(step, more)
      const done: Done = (result) => {
        if (result === false) return
        given.push(msg)
        inHand.hooks.postReceive({ msg, destination: { node } }, go)
      }
      inHand.hooks.onReceive({ msg, destination: { node } }, done)
    },
    complete: (step: string, msg: Message) => inHand.hooks.onComplete({ msg, node: { node: nodeOf(step) } }, go),
    shows: (step: string, text: string, fill: string) => inHand.noteStatus(nodeOf(step), { text, fill }),
    counts: (step: string) => inHand.figures().F?.steps[step],
  }
}

test('a message is in hand from when it is sent until its node is done with it, however often it says so', () => {
  const { send, receive, complete, counts } = startCounting()
  const message = {}

  send('work', message)
  expect(counts('work')).toMatchObject({ in: 1, inHand: 1 })
  receive('work', message)
  expect(counts('work')).toMatchObject({ in: 1, inHand: 1 })
  complete('work', message)
  complete('work', message)
  expect(counts('work')).toMatchObject({ in: 1, inHand: 0 })
})

test('what comes without having been sent, as from a timer, is counted as well', () => {
  const { receive, counts } = startCounting()
  receive('in', {})
  expect(counts('in')).toMatchObject({ in: 1, inHand: 1 })
})

test('a node that never says that it is done is done when it has been given its message', () => {
  const { send, receive, counts } = startCounting()
  const message = {}
  send('end', message)
  receive('end', message, { _expectedDoneCount: 0 })
  expect(counts('end')).toMatchObject({ in: 1, inHand: 0 })
})

test('a flow is idle 250 ms after the last it did, with nothing in hand', () => {
  const { send, complete, inHand } = startCounting()
  const message = {}
  send('work', message)
  time += 1000
  expect(inHand.isIdle(tab)).toBe(false)
  complete('work', message)
  expect(inHand.isIdle(tab)).toBe(false)
  time += 249
  expect(inHand.isIdle(tab)).toBe(false)
  time += 1
  expect(inHand.isIdle(tab)).toBe(true)
})

test('a step is given no more at once than it has instances, and the rest in order', () => {
  const { receive, complete, given } = startCounting()
  const messages = [1, 2, 3, 4].map((payload): Message => ({ payload }))
  for (const one of messages) receive('work', one)
  expect(given.map(({ payload }) => payload)).toEqual([1, 2])
  complete('work', messages[1] as Message)
  expect(given.map(({ payload }) => payload)).toEqual([1, 2, 3])
})

test('a pause withholds from every step but sources, a resume hands on, and what is dropped is handed to nobody', () => {
  const { receive, given, inHand } = startCounting()
  inHand.pause(tab)
  receive('in', { payload: 'source' })
  receive('work', { payload: 1 })
  receive('end', { payload: 2 })
  expect(given.map(({ payload }) => payload)).toEqual(['source'])

  inHand.resume(tab)
  expect(given.map(({ payload }) => payload)).toEqual(['source', 1, 2])
  inHand.pause(tab)
  receive('end', { payload: 3 })
  inHand.close(tab)
  expect(given).toHaveLength(3)
  expect(inHand.isIdle(tab)).toBe(true)
})

test('ten thousand withheld messages are handed on without nesting in one another', () => {
  const { receive, given, inHand } = startCounting()
  inHand.pause(tab)
  for (let index = 0; index < 10_000; index++) receive('end', {}, { _expectedDoneCount: 0 })
  inHand.resume(tab)
  expect(given).toHaveLength(10_000)
})

test('a run has ended when nothing of it was in hand for 250 ms, and a flow that is dropped fails its runs', () => {
  const { runs, send, complete } = startCounting()
  const message = { _msgid: 'r1' }
  runs.begin('r1', 'F', () => send('work', message))
  time += 1000
  expect(runs.takeEnded()).toEqual([])
  complete('work', message)
  const end = new Date(time).toISOString()
  time += 250
  expect(runs.takeEnded()).toMatchObject([{ id: 'r1', errors: 0, endedAt: end, steps: { work: { in: 1 } } }])

  runs.begin('r2', 'F', () => send('work', { _msgid: 'r2' }))
  expect(runs.takeDropped('F', 'It was stopped.')).toMatchObject([{ id: 'r2', errors: 1, cause: 'It was stopped.' }])
  expect(runs.isAnyOpen).toBe(false)
})

test('a node that has not been connected for five seconds is an error of its flow for as long as it is not', () => {
  const { inHand, shows, counts } = startCounting()
  const lastError = () => inHand.figures().F?.lastError?.message
  inHand.failed(tab, undefined, 'of before')
  shows('work', 'node-red:common.status.connecting', 'yellow')
  time += 4999
  expect([counts('work')?.status, lastError()]).toEqual(['connecting', 'of before'])
  shows('work', 'node-red:common.status.disconnected', 'red')
  time += 1
  expect(lastError()).toBe('Step work: disconnected')
  shows('work', 'node-red:common.status.connected', 'green')
  expect([counts('work')?.status, lastError()]).toEqual(['connected', 'of before'])

  shows('in', 'lost 10.0.0.1', 'red')
  time += 5000
  expect(lastError()).toBe('Step in: lost 10.0.0.1')
  inHand.closeSources(tab)
  expect(lastError()).toBe('of before')
})
