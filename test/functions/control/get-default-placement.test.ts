import { expect, test } from 'vitest'
import { startHosting } from '../../_harness/hosting.ts'

const { control, agentNamed } = await startHosting()

test('flows of a dialect are made on the service until the tenant says otherwise', async () => {
  expect((await control('GET', '/placements/appflow')).json).toEqual({ kind: 'service', ids: [], version: 0 })
  const { serverId } = await agentNamed('one')
  await control('PUT', '/placements/flow-manager', { kind: 'servers', ids: [serverId] })

  const found = (await control('GET', '/placements/flow-manager')).json
  expect(found).toEqual({ kind: 'servers', ids: [serverId], version: 1 })
  expect((await control('GET', '/placements/appflow')).json.version).toBe(0)
  expect((await control('GET', '/placements/mmc')).status).toBe(400)
})
