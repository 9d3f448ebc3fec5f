import { expect, test } from 'vitest'
import { startEstate } from '../../../_harness/estate.ts'

const { mmc, server } = await startEstate()

test('lists what a server carries', async () => {
  expect((await mmc('GET', `/servers/${server('example-single')}/applications`)).json).toEqual({
    total: 1,
    data: [
      {
        name: 'example-app',
        status: 'STARTED',
        configResources: ['mule-config.xml'],
        appProperties: { 'app.home': 'apps/example-app', 'app.name': 'example-app' },
        redeploymentEnabled: true,
        parentFirstClassLoader: false,
      },
    ],
  })
})
