import { expect, test } from 'vitest'
import { startWithFlows } from '../../_harness/flows-of-two-dialects.ts'

const { control, named, labelled, onDemand } = await startWithFlows()

test('answers with the state then, by handle and by id, and again', async () => {
  for (const flow of [named, labelled]) {
    for (const address of [flow.handle, flow.id, flow.handle]) {
      expect(await control('POST', `/flows/${address}/start`)).toMatchObject({
        status: 200,
        json: { flow: address, status: 'active' },
      })
    }
    expect((await control('GET', `/flows/${flow.id}`)).json.status).toBe('active')
  }
})

test('is refused for an on-demand flow, and not found for none', async () => {
  expect((await control('POST', `/flows/${onDemand.handle}/start`)).status).toBe(409)
  expect((await control('POST', '/flows/nowhere/start')).status).toBe(404)
})
