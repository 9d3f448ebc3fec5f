import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server } = await startSeededApp()

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
