import { expect, test } from 'vitest'
import type { LocalFunctions } from '../../lib/local/functions.ts'
import { openInvocations } from '../../lib/local/invocations.ts'
import { openState } from '../../lib/local/state.ts'
import { openStreamPump } from '../../lib/local/stream.ts'
import { wallTimers } from '../../lib/local/timers.ts'
import { openTestTable } from '../_harness/table.ts'

const Item = { pk: { S: 'a' }, sk: { S: 'a' } }

test.each([
  ['a record', (records: { dynamodb: { SequenceNumber: string } }[]) => records[0]?.dynamodb.SequenceNumber],
  ['what is no record of the batch', () => 'another'],
])('as long as the relay hands back %s, the stream is not drained, and then all of it is shown', async (_what, id) => {
  const { engine, stop } = await openTestTable()
  const state = await openState(engine)
  let isUnwell = true
  const shown: number[] = []
  const functions = {
    invoke: async (_name: string, { Records }: { Records: never[] }) => {
      shown.push(Records.length)
      return { batchItemFailures: isUnwell ? [{ itemIdentifier: id(Records) }] : [] }
    },
  } as unknown as LocalFunctions
  const stream = openStreamPump(engine, state, functions, wallTimers)
  await engine.call('DynamoDB_20120810.PutItem', { TableName: 'sluice', Item })

  stream.nudge()
  await expect(stream.drained()).rejects.toThrow('handed back')
  // Also while it waits for its next try.
  await expect(stream.drained()).rejects.toThrow('handed back')
  isUnwell = false
  await expect.poll(() => stream.drained().then(() => 'drained')).toBe('drained')

  expect(shown.at(-1)).toBe(1)
  await stream.stop()
  await stop()
})

test('an invocation that failed and could not be noted is left on disk, and ends nothing', async () => {
  const { engine, stop } = await openTestTable()
  const state = await openState(engine)
  const failing = {
    invoke: async () => {
      engine.call = () => Promise.reject(new Error('out of reach'))
      throw new Error('failed')
    },
  } as unknown as LocalFunctions
  const { call } = engine
  const invocations = openInvocations(state, failing, wallTimers, async () => undefined)

  await invocations.accept('any', { n: 1 })
  await invocations.idle()
  engine.call = call

  expect((await state.all('invocation')).map(({ value }) => value)).toMatchObject([{ functionName: 'any', attempt: 1 }])
  await invocations.stop()
  await stop()
})
