import { expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { app, ask, command, control } = await startFlowManager()

test('a deletion drops what is in hand and frees the id', async () => {
  const slow = { task_id: 'slow', type: 'delay', params: { seconds: 3600 } }
  await ask('POST', '/flows', [{ id: 'gone', task_configs: [slow] }])
  await command('start', ['gone'])
  const { id } = (await control('POST', '/flows/gone/runs')).json as { id: string }

  expect((await ask('DELETE', '/flows/gone')).status).toBe(200)
  await app.settled()
  expect((await control('GET', `/runs/${id}`)).json.status).toBe('cancelled')
  expect((await ask('GET', '/flows/gone')).status).toBe(404)
  expect((await ask('POST', '/flows', [{ id: 'gone' }])).status).toBe(201)
  expect((await ask('GET', '/flows/status/gone')).json).toMatchObject({ status: 'stopped', current_task: null })
  await ask('DELETE', '/flows/gone')
})

test('an id that nobody has is 400', async () => {
  const { status, json } = await ask('DELETE', '/flows/nope')

  expect([status, typeof json.error]).toEqual([400, 'string'])
})
