import { expect, test } from 'vitest'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { app, call, make, statusOf } = await startHubFlows()

test('each id has its answer in its place, one that is there twice too', async () => {
  const { id } = await make()
  const nowhere = '0'.repeat(24)

  const { status, json } = await call('POST', '/flows/multiple/start', [id, 'x', nowhere, id, 5])

  expect(status).toBe(200)
  expect(json).toEqual([
    { data: { id, status: 'starting' }, meta: {} },
    { errors: [{ message: 'Invalid id', flowId: 'x', code: 400 }] },
    { errors: [{ message: 'No flow with this ID found', flowId: nowhere, code: 404 }] },
    { errors: [{ message: expect.stringMatching(/^Flow is not inactive\. Current status: /), flowId: id, code: 409 }] },
    { errors: [{ message: 'Invalid id', flowId: 5, code: 400 }] },
  ])
  await app.settled()
  expect(await statusOf(id)).toBe('active')
  expect(await call('POST', '/flows/multiple/start', [])).toEqual({ status: 200, json: [] })
})

test('what is no list is answered as the hub does', async () => {
  const message = 'No flow ids given. Expecting an array of flow ids'
  for (const body of [undefined, {}])
    expect(await call('POST', '/flows/multiple/start', body)).toEqual({
      status: 500,
      json: { errors: [{ message, code: 500 }] },
    })
})
