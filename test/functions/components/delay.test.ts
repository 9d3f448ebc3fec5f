import { expect, test } from 'vitest'
import delay from '../../../functions/components/delay.ts'
import { finalFailure, runComponent } from '../../_harness/components.ts'

const createdAt = '2026-03-02T09:30:00.000Z'
const of = (settings: object, at: string, payload: unknown = { a: 1 }) =>
  Promise.resolve().then(() => runComponent(delay, payload, settings, { at, createdAt }))

test('a message waits from when it was made, and is passed on as it is when the time has come', async () => {
  expect(await of({ seconds: 90 }, '2026-03-02T09:30:00.100Z')).toEqual({ waitUntil: '2026-03-02T09:31:30.000Z' })
  expect(await of({ seconds: 90 }, '2026-03-02T09:31:29.999Z')).toEqual({ waitUntil: '2026-03-02T09:31:30.000Z' })
  expect(await of({ seconds: 90 }, '2026-03-02T09:31:30.000Z')).toEqual({ messages: [{ a: 1 }] })
})

test('no seconds, and a time that is past, are no wait', async () => {
  expect(await of({ seconds: 0 }, createdAt)).toEqual({ messages: [{ a: 1 }] })
  expect(await of({ until: '2020-01-01T00:00:00Z' }, createdAt)).toEqual({ messages: [{ a: 1 }] })
})

test('a message waits until the time that it names itself', async () => {
  const payload = { dueAt: '2026-03-02T12:00:00+02:00' }

  expect(await of({ until: '${message.dueAt}' }, createdAt, payload)).toEqual({ waitUntil: '2026-03-02T10:00:00.000Z' })
  expect(await of({ until: '${message.dueAt}' }, '2026-03-02T10:00:00Z', payload)).toEqual({ messages: [payload] })
})

test.each(['tomorrow', '2026-03-02', '2026-03-02T12:00:00', '2026-13-02T12:00:00Z', '1772445600000', ''])(
  '“%s” is no time, which fails the step',
  async (dueAt) => {
    await expect(of({ until: '${message.dueAt}' }, createdAt, { dueAt })).rejects.toMatchObject(
      finalFailure(`${dueAt} is no time such as 2026-03-02T09:30:00Z, with its zone.`),
    )
  },
)

test('14 days are the most', async () => {
  expect(await of({ seconds: 1_209_600 }, createdAt)).toEqual({ waitUntil: '2026-03-16T09:30:00.000Z' })
  await expect(of({ seconds: 1_209_601 }, createdAt)).rejects.toThrow('do not fit')
  await expect(of({ until: '2026-03-16T09:30:01Z' }, createdAt)).rejects.toMatchObject(
    finalFailure('The message would wait for more than 14 days, which is longer than a run may last.'),
  )
})

test('seconds and a time together do not fit, and neither of them does not', async () => {
  await expect(of({}, createdAt)).rejects.toThrow('do not fit')
  await expect(of({ seconds: 1, until: '2026-03-02T09:30:00Z' }, createdAt)).rejects.toThrow('do not fit')
})
