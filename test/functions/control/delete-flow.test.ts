import { expect, test } from 'vitest'
import { startWithFlows } from '../../_harness/flows-of-two-dialects.ts'

const { control, named, labelled } = await startWithFlows()

test('a flow is gone under its handle and its id, and its handle is free', async () => {
  expect((await control('DELETE', `/flows/${labelled.handle}`)).status).toBe(200)

  for (const address of [labelled.handle, labelled.id]) {
    expect((await control('GET', `/flows/${address}`)).status).toBe(404)
    expect((await control('DELETE', `/flows/${address}`)).status).toBe(404)
  }
})

test('one whose trigger is switched on goes only by force', async () => {
  await control('POST', `/flows/${named.handle}/start`)

  expect((await control('DELETE', `/flows/${named.id}`)).status).toBe(409)
  expect((await control('DELETE', `/flows/${named.id}?force=true`)).status).toBe(200)
  expect((await control('GET', `/flows/${named.handle}`)).status).toBe(404)
})
