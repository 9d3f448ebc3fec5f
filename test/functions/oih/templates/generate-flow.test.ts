import { expect, test } from 'vitest'
import { graph, node, startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, template, told, user } = await startHubFlows()
const generate = (id: string, body?: unknown, token?: string) => call('POST', `/templates/${id}/generate`, body, token)

test('a flow has what the template has, with what is given laid over it', async () => {
  const { id } = await template({
    name: 'Template',
    description: 'kept',
    status: 'published',
    tenant: 't',
    graph: {
      nodes: [node('a', { fields: { kept: 1, list: [1, 2] }, tenant: 'only of templates' }), node('b')],
      edges: [{ source: 'a', target: 'b' }],
    },
    flowSettings: { x: { y: 1 } },
  })
  const secret = '5ca5c44c187c040010a9bb8f'
  const { status, json } = await generate(id, {
    id: 'x',
    status: 'active',
    name: 'Flow',
    graph: { nodes: [{ credentials_id: secret, fields: { list: [7] } }, {}, node('c')] },
    flowSettings: { x: { z: 2 } },
  })

  expect([status, json.meta]).toEqual([201, {}])
  expect(json.data).toMatchObject({
    name: 'Flow',
    description: 'kept',
    tenant: 't',
    fromTemplate: id,
    status: 'inactive',
    flowSettings: { x: { y: 1, z: 2 } },
  })
  expect(json.data.id).not.toBe(id)
  expect(json.data.graph.nodes).toEqual([
    node('a', { credentials_id: secret, fields: { kept: 1, list: [7, 2] } }),
    node('b'),
    node('c'),
  ])
  expect((await call('GET', `/flows?filter[fromTemplate]=${id}`)).json.meta.total).toBe(1)
})

test('the template’s owners are kept; who generates needs no right to read templates', async () => {
  const tenant = '636d0000000000000000000a'
  const owners = [{ id: tenant, type: 'tenant' }]
  const { id } = await template({ owners })
  const { id: userId, token } = await user('gen@example.com', { tenant, permissions: ['flows.write'] })
  const { data } = (await generate(id, undefined, token)).json
  const ids = data.owners.map((owner: { id: string }) => owner.id)
  expect(ids).toEqual(expect.arrayContaining([tenant, userId]))
  expect(new Set(ids).size).toBe(ids.length)
})

test('what the flow would lack is told, and a template that is not there', async () => {
  const { id } = await template({ graph: { nodes: [node('x'.repeat(31))], edges: [] } })
  const answer = await generate(id, {})
  expect([answer.status, told(answer)?.[0]]).toEqual([400, expect.stringContaining('maximum allowed length (30)')])
  expect(told(await generate('0'.repeat(24), { graph }))).toEqual(['Template not found'])
  expect(told(await generate('x'))).toEqual(['Invalid id'])
})
