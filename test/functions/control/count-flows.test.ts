import { expect, test } from 'vitest'
import { startWithFlows } from '../../_harness/flows-of-two-dialects.ts'

const { app, control } = await startWithFlows()

test('counts flows of every dialect by status, and those that were deleted or changed as they are now', async () => {
  const before = (await control('GET', '/flow-counts')).json
  await control('DELETE', '/flows/on-demand?force=true')
  await app.settled()
  const after = (await control('GET', '/flow-counts')).json

  const none = { draft: 0, inactive: 0, starting: 0, active: 0, paused: 0, stopping: 0, errored: 0 }
  expect(before).toEqual({ total: 3, byStatus: { ...none, draft: 2, active: 1 } })
  expect(after).toEqual({ total: 2, byStatus: { ...none, draft: 2 } })
})

test('counts the flows of nobody else', async () => {
  const token = await app.tokenFor({ name: 'other', tenant: 'elsewhere', permissions: ['*'] })

  expect((await control('GET', '/flow-counts', undefined, token)).json.total).toBe(0)
})

test('counts those of their own for who sees own flows only', async () => {
  const token = await app.tokenFor({ name: 'guest', permissions: ['flows.read'], seesOwnFlowsOnly: true })

  expect((await control('GET', '/flow-counts', undefined, token)).json.total).toBe(0)
})
