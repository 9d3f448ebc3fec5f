import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { upload } from '../../_harness/deployments.ts'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, token, control } = await startSeededApp()

test('the sample declares two flows with three inbound endpoints', async () => {
  const file = new Uint8Array(await readFile('samples/orders-app.zip'))
  const { json } = await upload(app, token, { name: 'orders-app', version: '1.0', file })
  const { versionId } = json as { versionId: string }

  for (const id of [versionId, versionId.slice(6)]) {
    const shown = await control('GET', `/versions/${id}`)
    expect(shown.json).toMatchObject({
      applicationName: 'orders-app',
      name: '1.0',
      sizeBytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      flows: [
        {
          name: 'IntakeFlow',
          endpoints: [{ id: 'endpoint.http.localhost.8888.orders', synchronous: true }, { id: 'endpoint.vm.intake' }],
        },
        { name: 'OrderFlow', endpoints: [{ id: 'endpoint.vm.orders', type: 'VM', address: 'orders' }] },
      ],
    })
  }
  expect((await control('GET', '/versions/none')).status).toBe(404)
})
