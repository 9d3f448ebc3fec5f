import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server } = await startSeededApp()

test('lists a server’s flows under its own id; an average of nothing is 0 here', async () => {
  const { json } = await mmc('GET', `/servers/${server('example-single')}/flows`)

  expect(json.data).toMatchObject([
    {
      id: `${server('example-single')}/Running`,
      serverId: server('example-single'),
      status: 'RUNNING',
      averageProcessingTime: 0,
    },
    { status: 'STOPPED' },
  ])
  expect((await mmc('GET', '/servers/local$nowhere/flows')).status).toBe(404)
})
