import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, desired } = await startSeededApp()

test('asks the server; an endpoint the flow does not have is 409 here', async () => {
  const path = `/servers/${server('example-single')}/flows/Running/example-app/endpoints`
  await mmc('POST', `${path}/endpoint.vm.running/stop`)
  expect((await mmc('POST', `${path}/endpoint.vm.running/start`)).text).toBe('["endpoint.vm.running"]')

  expect((await desired('example-single'))?.applications['example-app']?.endpoints).toEqual({
    'endpoint.vm.running': 'started',
  })
  expect((await mmc('POST', `${path}/endpoint.vm.other/start`)).status).toBe(409)
})
