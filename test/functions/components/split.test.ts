import { expect, test } from 'vitest'
import split from '../../../functions/components/split.ts'
import { finalFailure, runComponent } from '../../_harness/components.ts'

const of = (settings: object, payload: unknown) => runComponent(split, payload, settings)

test('each element of the list at a path is a message of its own, whatever it is', async () => {
  expect(await of({ path: 'order.lines' }, { order: { lines: [1, null, [2, 3], { a: 4 }] } })).toEqual({
    messages: [1, null, [2, 3], { a: 4 }],
  })
  expect(await of({ path: 'lists.0' }, { lists: [[[1, 2]]] })).toEqual({ messages: [[1, 2]] })
})

test('without a path or expression the message itself is the list', async () => {
  expect(await of({}, ['a', 'b'])).toEqual({ messages: ['a', 'b'] })
  expect(await of({}, [])).toEqual({ messages: [] })
})

test('each element of what an expression comes to is a message; one value is one, nothing is none', async () => {
  const payload = { lines: [{ price: 1 }, { price: 5 }, { price: 7 }] }

  expect(await of({ expression: 'lines[price > 2]' }, payload)).toEqual({ messages: [{ price: 5 }, { price: 7 }] })
  expect(await of({ expression: 'lines[price > 6]' }, payload)).toEqual({ messages: [{ price: 7 }] })
  expect(await of({ expression: 'lines[price > 8]' }, payload)).toEqual({ messages: [] })
})

test('ten thousand elements are the most', async () => {
  const list = Array.from({ length: 10_001 }, (_, at) => at)

  expect(await of({}, list.slice(1))).toMatchObject({ messages: { length: 10_000 } })
  await expect(of({}, list)).rejects.toMatchObject(
    finalFailure('The list has 10001 elements; 10000 are the most that become messages.'),
  )
  await expect(of({ expression: '[1..10001]' }, {})).rejects.toMatchObject({ name: 'StepError', retry: undefined })
})

test.each([
  'nowhere',
  'order',
  'constructor',
  '__proto__',
  'order.length',
  'order.lines.length',
  'a b',
  'order["__proto__"]',
])('a path such as %s, where no list of the message is, fails the step', async (path) => {
  await expect(of({ path }, { order: { lines: [] } })).rejects.toMatchObject(
    finalFailure(`There is no list at ${path}.`),
  )
})

test('a path and an expression together do not fit', () => {
  expect(() => of({ path: 'a', expression: 'a' }, {})).toThrow('do not fit')
})
