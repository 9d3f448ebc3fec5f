import { expect, test } from 'vitest'
import { createFlow, scheduled } from '../../../_harness/flows.ts'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { app, call, make, told } = await startHubFlows()

test('what is no id is told from what is not there', async () => {
  for (const [id, status, message] of [
    ['not-an-id', 400, 'Invalid id'],
    ['abcdefghijkl', 404, 'No flow found'],
    ['0'.repeat(24), 404, 'No flow found'],
  ] as const) {
    const answer = await call('GET', `/flows/${id}`)
    expect([answer.status, told(answer)]).toEqual([status, [message]])
  }
})

test('an id is read in either case, with a slash at the end too', async () => {
  const { id } = await make()

  expect((await call('GET', `/flows/${id.toUpperCase()}`)).json.data.id).toBe(id)
  expect((await call('GET', `/flows/${id}/`)).json.data.id).toBe(id)
})

test('a flow made through AppFlow is shown with what the hub can express', async () => {
  const client = await app.appflowFor()
  await createFlow(client, 'elsewhere', scheduled('cron(0/15 8 ? * 2-6 *)'))
  const { flows } = (await app.request('GET', '/v1/flows', { token: await app.tokenFor({ name: 'admin' }) })).json
  const { id } = flows.find(({ handle }: { handle: string }) => handle === 'elsewhere')

  const { data } = (await call('GET', `/flows/${id}`)).json
  expect(data).toMatchObject({ id, name: 'elsewhere', status: 'inactive', cron: '0/15 8 * * 1-5' })
  const [step] = data.graph.nodes
  expect(step).toMatchObject({ id: 'transfer', function: 's3-transfer' })
  expect(step.componentId).toMatch(/^[0-9a-f]{24}$/)
})
