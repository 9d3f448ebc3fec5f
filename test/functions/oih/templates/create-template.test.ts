import { expect, test } from 'vitest'
import { graph, node, startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, told, user } = await startHubFlows()

test('a template is a draft unless it says otherwise, and keeps what only templates have', async () => {
  const authorization = { authType: 'API_KEY', authClientId: '5ca5c44c187c040010a9bb8c' }
  const nodes = [{ ...node('x'.repeat(40)), tenant: 't', authorization }]
  const body = { name: 'T', graph: { nodes }, sourceTemplate: '5ca5c44c187c040010a9bb8d', fromTemplate: 'dropped' }

  const { status, json } = await call('POST', '/templates', body)

  expect([status, json.meta]).toEqual([201, {}])
  const { id, createdAt, updatedAt, owners, ...template } = json.data
  expect([id, createdAt === updatedAt, owners.length]).toEqual([expect.stringMatching(/^[0-9a-f]{24}$/), true, 1])
  expect(template).toEqual({
    name: 'T',
    graph: { nodes, edges: [] },
    sourceTemplate: body.sourceTemplate,
    status: 'draft',
  })
  expect((await call('POST', '/templates', { graph, status: 'anything' })).json.data.status).toBe('anything')
})

test('it belongs to the caller’s organisation by its tenant, whatever was sent', async () => {
  const tenant = '636d0000000000000000000a'
  const { id, token } = await user('maker@example.com', { tenant, permissions: ['templates.write'] })
  const { data } = (await call('POST', '/templates', { graph, tenant: 'other' }, token)).json
  expect([data.tenant, data.owners]).toEqual([tenant, [{ id, type: 'user' }]])
})

test('what is wrong is told all at once, in the words of templates', async () => {
  const nodes = [{ authorization: { authType: 'MAGIC' } }, node('b')]
  const answer = await call('POST', '/templates', { graph: { nodes }, owners: [{}], status: 'active', cron: 'x' })
  expect(answer.status).toBe(400)
  expect(told(answer)).toEqual([
    '`MAGIC` is not a valid enum value for path `authorization.authType`.',
    'Flow Template nodes require a function.',
    'Flow Template nodes require a componentId.',
    'Flow Template nodes require an id.',
    'Flow Templates with more than one node require edges.',
    'Flow Template owners require a type.',
    'Flow Template owners require an id.',
    'Invalid cron expression.',
  ])
  expect(told(await call('POST', '/templates', {}))).toEqual(['Flow Templates require a graph.'])
})
