import { expect, test } from 'vitest'
import { delay, log, startForRuns } from '../../_harness/runnable-flows.ts'

const { app, control, flowOf, begin, settledRun } = await startForRuns()

test('cancels a run: what waits is not done any more', async () => {
  const { id } = await begin(await flowOf('Waits', delay(3600), log()))
  await app.settled()

  const { status, json } = await control('POST', `/runs/${id}/cancel`)

  expect(status).toBe(200)
  expect(json).toMatchObject({ id, status: 'cancelling', cancelledBy: 'admin' })
  expect(await settledRun(id)).toMatchObject({
    status: 'cancelled',
    counters: { started: 1, succeeded: 0, errors: 0, cancelled: 1 },
  })
})

test('refuses a run that has ended, or is not there', async () => {
  const { id } = await begin(await flowOf('Ends', log()))
  await app.settled()

  const { status, json } = await control('POST', `/runs/${id}/cancel`)

  expect([status, json.type, json.title]).toEqual([409, 'urn:sluice:error:run-over', 'Run has ended'])
  expect((await control('POST', '/runs/nothing/cancel')).status).toBe(404)
})

test('takes whoever controls flows, and nobody else', async () => {
  const { id } = await begin(await flowOf('Guarded', delay(3600)))
  const reader = await app.tokenFor({ name: 'reader', permissions: ['runs.read', 'runs.payloads'] })
  const controller = await app.tokenFor({ name: 'controller', permissions: ['flows.control'] })

  expect((await control('POST', `/runs/${id}/cancel`, undefined, reader)).status).toBe(403)
  expect((await control('POST', `/runs/${id}/cancel`, undefined, controller)).status).toBe(200)
})
