import { expect, test } from 'vitest'
import { startEstate } from '../../../_harness/estate.ts'

const { mmc, server } = await startEstate()

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
