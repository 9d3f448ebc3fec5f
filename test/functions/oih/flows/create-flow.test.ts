import { describe, expect, test } from 'vitest'
import { componentId, graph, node, startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, told, user, admin } = await startHubFlows()
const create = (flow: unknown, token = admin) => call('POST', '/flows', flow, token)

test('a flow is inactive, keeps what was given, drops unknown members and turns numbers into texts', async () => {
  const { status, json } = await create({
    id: 'x',
    createdAt: 'yesterday',
    unknown: 1,
    name: 7,
    description: true,
    type: 'anything',
    cron: '* /2 * * * *',
    graph: {
      nodes: [
        { ...node('a'), fields: { deep: [null, { x: 1 }] }, nodeSettings: { y: 2 }, unknown: 1 },
        { ...node('b'), componentId: 'COMPONENT ID', credentials_id: '', fields: ['list'], name: 'B' },
      ],
      edges: [{ id: 'e', source: 'a', target: 'b', config: { condition: 'c', mapper: { m: 1 }, z: 1 } }],
    },
    flowSettings: { webhooks: { requireWebhookAuth: true } },
    status: 'inactive',
  })

  expect(status).toBe(201)
  expect(json.meta).toEqual({})
  const { id, createdAt, updatedAt, owners, ...flow } = json.data
  expect(id).toMatch(/^[0-9a-f]{24}$/)
  expect(createdAt).toBe(updatedAt)
  expect(owners).toMatchObject([{ type: 'user' }])
  expect(flow).toEqual({
    name: '7',
    description: 'true',
    type: 'anything',
    cron: '* /2 * * * *',
    graph: {
      nodes: [
        { ...node('a'), fields: { deep: [null, { x: 1 }] }, nodeSettings: { y: 2 } },
        { ...node('b'), componentId: Buffer.from('COMPONENT ID').toString('hex'), fields: ['list'], name: 'B' },
      ],
      edges: [{ id: 'e', source: 'a', target: 'b', config: { condition: 'c', mapper: { m: 1 } } }],
    },
    flowSettings: { webhooks: { requireWebhookAuth: true } },
    status: 'inactive',
  })
  expect((await call('GET', `/flows/${id}`)).json.data).toEqual(json.data)
})

test('the caller and the caller’s organisation become owners unless they are', async () => {
  const organisation = '636d0000000000000000000a'
  const { id, token } = await user('owner@example.com', { tenant: organisation, permissions: ['flows.write'] })
  const owners = async (given: unknown) => (await create({ graph, owners: given }, token)).json.data.owners

  expect(await owners(undefined)).toEqual([
    { id, type: 'user' },
    { id: organisation, type: 'tenant' },
  ])
  expect(await owners([{ id: organisation, type: 'group' }])).toEqual([
    { id: organisation, type: 'group' },
    { id, type: 'user' },
  ])
})

describe('what is wrong is told all at once, in order', () => {
  const cast = (kind: string, value: string, type: string, path: string) =>
    `Cast to ${kind} failed for value "${value}" (type ${type}) at path "${path}"`
  const oid = (value: string, type: string, path = 'componentId') =>
    `${cast('ObjectId', value, type, path)} because of "BSONTypeError"`
  const long = 'x'.repeat(31)
  test.each([
    [{}, ['Flows require a graph.']],
    [
      { graph: null, status: 'active' },
      ['Flows require a graph.', 'Flow status cannot be set manually. Use the flow start/stop end points instead.'],
    ],
    [{ graph: 5 }, [cast('Embedded', '5', 'number', 'graph')]],
    [{ graph: {} }, ['Flows require at least one node.']],
    [{ graph: { nodes: 5 } }, [cast('Embedded', '5', 'number', 'nodes')]],
    [
      { graph: { nodes: [{}] } },
      ['Flow nodes require a function.', 'Flow nodes require a componentId.', 'Flow nodes require an id.'],
    ],
    [{ graph: { nodes: [{ ...node('a'), componentId: 'abc' }] } }, [oid('abc', 'string')]],
    [{ graph: { nodes: [{ ...node('a'), componentId: { a: 1 } }] } }, [oid('{ a: 1 }', 'Object')]],
    [{ graph: { nodes: [{ ...node('a'), credentials_id: 7 }] } }, [oid('7', 'number', 'credentials_id')]],
    [{ graph: { nodes: [node(long)] } }, [`Path \`id\` (\`${long}\`) is longer than the maximum allowed length (30).`]],
    [{ graph: { nodes: [node('a'), node('b')] } }, ['Flows with more than one node require edges.']],
    [
      { graph: { nodes: [node('a'), node('b')], edges: [{ source: 'x' }] } },
      [
        'Flow edges require a target.',
        'Edge source with id "x" could not be found among nodes.',
        'Edge target with id "undefined" could not be found among nodes.',
      ],
    ],
    [{ graph, owners: [{}] }, ['Flow owners require a type.', 'Flow owners require an id.']],
    [{ graph, name: [1] }, [cast('string', '[ 1 ]', 'Array', 'name')]],
    [{ graph, cron: '* * * *' }, ['Invalid cron expression.']],
    [
      { graph, owners: Array.from({ length: 201 }, (_, n) => ({ id: `o${n}`, type: 'user' })) },
      ['Flows have at most 200 owners.'],
    ],
    [
      { graph: { nodes: [{ id: 'a' }] }, owners: [{ id: 'o' }], status: 'active', cron: 'never' },
      [
        'Flow nodes require a function.',
        'Flow nodes require a componentId.',
        'Flow owners require a type.',
        'Flow status cannot be set manually. Use the flow start/stop end points instead.',
        'Invalid cron expression.',
      ],
    ],
  ])('%j', async (flow, messages) => {
    const answer = await create(flow)
    expect(answer.status).toBe(400)
    expect(told(answer)).toEqual(messages)
    expect(answer.json.errors.every(({ code }: { code: number }) => code === 400)).toBe(true)
  })
})

test('a list makes what is good of it, in order, and needs a permission of its own', async () => {
  const { status, json } = await create([{ name: 'one', graph }, { name: 'bad' }, 5, { name: 'two', graph }])

  expect(status).toBe(201)
  const [one, bad, five, two] = json.data
  expect([one.name, two.name]).toEqual(['one', 'two'])
  expect(one.id < two.id).toBe(true)
  expect(bad).toEqual({ errors: [{ message: 'Flows require a graph.', code: 400 }] })
  expect(five.errors).toHaveLength(1)

  const { token } = await user('single@example.com', { permissions: ['flows.write'] })
  const refused = await create([{ graph }], token)
  expect([refused.status, told(refused)]).toEqual([403, ['User is missing permission for bulk operations']])
})

test('a flow is shown by the other APIs under a handle, and its component ids stay', async () => {
  const { id } = (await create({ name: 'Shown elsewhere', graph })).json.data
  const { json } = await call('GET', `/flows/${id}`)
  expect(json.data.graph.nodes[0].componentId).toBe(componentId)
})
