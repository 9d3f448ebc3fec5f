import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, agent, desired } = await startSeededApp()

test('orders it once, and shows each step of the way', async () => {
  const path = `/servers/${server('example-single')}`

  expect((await mmc('POST', `${path}/restart`)).text).toBe('"200 OK"')

  expect((await desired('example-single'))?.command).toMatchObject({ kind: 'restart', generation: 1 })
  expect((await mmc('GET', path)).json.status).toBe('WAITING_FOR_RESTART')
  expect((await mmc('POST', `${path}/restart`)).status).toBe(200)
  expect((await desired('example-single'))?.command?.generation).toBe(1)
  await agent('example-single').checkIn({ commandGeneration: 1, status: 'restarting' })
  expect((await mmc('GET', path)).json.status).toBe('STARTING')
  await agent('example-single').checkIn({ boot: 2, commandGeneration: 1 })
  expect((await mmc('GET', path)).json.status).toBe('OK')
})

test('one that is down is refused with 500, an unknown one with 404', async () => {
  await agent('example-rolling').checkIn({ boot: 2, commandGeneration: 9, status: 'stopped' })

  expect((await mmc('POST', `/servers/${server('example-rolling')}/restart`)).status).toBe(500)
  expect((await mmc('POST', '/servers/local$nowhere/restart')).status).toBe(404)
})
