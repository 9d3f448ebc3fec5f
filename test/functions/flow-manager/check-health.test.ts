import { expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { app } = await startFlowManager()

test('anybody is told that the API answers', async () => {
  expect(await app.request('GET', '/flow-manager/health')).toMatchObject({ status: 200, json: { status: 'ok' } })
})
