import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server } = await startSeededApp()

test('an id is taken with its dollar raw or escaped; the server’s status is its own', async () => {
  for (const id of [server('example-a'), server('example-a').replace('$', '%24')]) {
    expect((await mmc('GET', `/servers/${id}`)).json).toMatchObject({
      name: 'example-a',
      status: 'OK',
      runningServices: 1,
      pausedServices: 0,
      stoppedServices: 1,
    })
  }
  expect((await mmc('GET', '/server/local$nowhere')).status).toBe(404)
})
