import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, desired, app } = await startSeededApp()

test('its nodes become servers of their own and restart, and its name is free at once', async () => {
  const answer = await mmc('DELETE', '/clusters/example')

  expect([answer.status, answer.text]).toEqual([200, '"200 OK"'])
  expect((await mmc('GET', '/clusters/example')).status).toBe(404)
  const told = await desired('example-a')
  expect(told?.cluster).toBeUndefined()
  expect(told?.command).toMatchObject({ kind: 'restart', generation: 2 })
  expect((await mmc('GET', `/servers/${server('example-a')}`)).json.status).toBe('WAITING_FOR_RESTART')
})

test('the path under its heading works too; a rollout that owns it is cancelled; without permission it is 500', async () => {
  const nobody = await app.tokenFor({ name: 'nobody', permissions: [] })
  expect((await mmc('DELETE', '/clusters/example-rolling', undefined, nobody)).status).toBe(500)

  expect((await mmc('DELETE', '/clusters/example-rolling/status')).status).toBe(200)
  expect((await mmc('DELETE', '/clusters/example-rolling')).status).toBe(404)
})
