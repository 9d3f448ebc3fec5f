import { expect, test } from 'vitest'
import { namedFlow } from '../../_harness/flow-items.ts'
import { startWithFlows } from '../../_harness/flows-of-two-dialects.ts'

const { app, control, named, labelled, onDemand } = await startWithFlows()

test('answers with the state then, by handle and by id, and again', async () => {
  for (const flow of [named, labelled]) {
    await control('POST', `/flows/${flow.id}/start`)
    for (const address of [flow.handle, flow.id, flow.handle]) {
      expect(await control('POST', `/flows/${address}/pause`)).toMatchObject({
        status: 200,
        json: { flow: address, status: 'paused' },
      })
    }
    expect((await control('GET', `/flows/${flow.id}`)).json.status).toBe('paused')
  }
})

test('is refused from a state that does not allow it, which stays', async () => {
  const draft = await app.makeFlow({ ...namedFlow('never-started', 'f'.repeat(24)) })

  expect((await control('POST', `/flows/${draft.handle}/pause`)).status).toBe(409)
  expect((await control('GET', `/flows/${draft.handle}`)).json).toMatchObject({ status: 'draft', version: 1 })
})

test('is refused for an on-demand flow, and not found for none', async () => {
  expect((await control('POST', `/flows/${onDemand.handle}/pause`)).status).toBe(409)
  expect((await control('POST', '/flows/nowhere/pause')).status).toBe(404)
})
