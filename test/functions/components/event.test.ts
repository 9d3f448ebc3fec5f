import { afterAll, expect, test } from 'vitest'
import event from '../../../functions/components/event.ts'
import { finalFailure, httpServers, passingFailure, recording, run, runComponent } from '../../_harness/components.ts'

const servers = httpServers()
afterAll(() => servers.close())

/** A bus that answers each entry so. */
async function busThat(entry: object) {
  const { received, listener } = recording(() => ({
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ FailedEntryCount: 0, Entries: [entry] }),
  }))
  return { received, env: { endpoint: await servers.serve(listener) } }
}

test('a message becomes an event of a source that is never ours, which says whose it is, and is passed on', async () => {
  const { received, env } = await busThat({ EventId: '1' })
  const payload = { source: 'sluice', tenant: 'other', total: 5 }

  expect(await runComponent(event, payload, { detailType: 'order.received' }, { env })).toEqual({ messages: [payload] })
  const { Entries } = JSON.parse(received[0]?.body ?? '') as { Entries: { Detail: string }[] }
  expect(Entries).toMatchObject([{ Source: 'sluice.flow', DetailType: 'order.received', EventBusName: 'sluice' }])
  expect(JSON.parse(Entries[0]?.Detail ?? '')).toEqual({
    tenant: 'acme',
    flowName: 'orders',
    flowId: run.flowId,
    runId: run.id,
    message: payload,
  })
})

test('an event of more than 256 kB fails the step for good and is not sent', async () => {
  const { received, env } = await busThat({ EventId: '1' })

  await expect(runComponent(event, 'x'.repeat(256 * 1024), { detailType: 'large' }, { env })).rejects.toMatchObject(
    finalFailure(/^The event would have \d+ bytes; 262144 are the most\.$/),
  )
  expect(received).toEqual([])
})

test('an event that the bus does not take is published again', async () => {
  const { env } = await busThat({ ErrorCode: 'ThrottlingException', ErrorMessage: 'not shown' })

  await expect(runComponent(event, {}, { detailType: 'any' }, { env })).rejects.toMatchObject(
    passingFailure('The bus did not take the event (ThrottlingException).'),
  )
})

test('a detail type is required, and of 128 characters at most', () => {
  for (const settings of [{}, { detailType: '' }, { detailType: 'x'.repeat(129) }])
    expect(() => runComponent(event, {}, settings)).toThrow('do not fit')
})
