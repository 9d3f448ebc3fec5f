import { expect, test } from 'vitest'
import { idSource } from '../../../../lib/runtime/invocation/context.ts'
import { commit } from '../../../../lib/store/commit.ts'
import { read } from '../../../../lib/store/read.ts'
import { labelledFlow, storedFlow } from '../../../_harness/flow-items.ts'
import { startHub } from '../../../_harness/oih.ts'

const { app, admin, hub, user } = await startHub()
const newId = idSource(() => new Date())
const owners = async (key: string) => (await read(app.table, 'flow', 'default', key))?.owners

test('who is deleted, by whichever door, is no owner any more, however many flows there are', async () => {
  const [leaver, other] = [await user('leaver@example.com'), await user('other@example.com')]
  const ownersOf = (index: number) => (index % 300 === 0 ? [leaver.id, other.id] : [other.id])
  const flows = Array.from({ length: 620 }, (_none, index) =>
    storedFlow({ name: `flow-${index}`, id: newId(), owners: ownersOf(index) }),
  )
  await Promise.all(flows.map((item) => commit(app.table, [{ kind: 'put', entity: 'flow', item }])))
  const labelled = await app.makeFlow({ ...labelledFlow('Labelled', newId()), owners: [leaver.id, 'org-1'] })

  await hub('DELETE', `/users/${leaver.id}`, admin)
  await app.settled()

  for (const index of [0, 300, 600]) expect(await owners(`flow-${index}`)).toEqual([other.id])
  expect(await owners(labelled.key)).toEqual(['org-1'])
  await app.request('DELETE', '/v1/users/other@example.com', { token: admin })
  await app.settled()
  for (const index of [1, 300, 619]) expect(await owners(`flow-${index}`)).toEqual([])
  expect(await read(app.table, 'departure', 'default', leaver.id)).toBeUndefined()
}, 60_000)

const graph = { nodes: [{ id: 'step_1', componentId: '5ca5c44c187c040010a9bb8b', function: 'getAll' }] }

test('a flow that nobody owns any more is stopped, and a template nobody owns a draft again', async () => {
  const permissions = ['flows.read', 'flows.write', 'flows.control', 'templates.read', 'templates.write']
  const { id, token } = await user('maker@example.com', { permissions })
  const made = async (path: string, body: object) => (await hub('POST', path, token, body)).json.data.id as string
  const flow = await made('/flows', { name: 'Mine', graph, cron: '0 3 * * *' })
  await hub('POST', `/flows/${flow}/start`, token)
  const published = await made('/templates', { name: 'Published', graph, status: 'published' })
  const shared = { name: 'Shared', graph, status: 'published', owners: [{ id: 'org-1', type: 'tenant' }] }
  const kept = await made('/templates', shared)
  await app.settled()
  expect((await hub('GET', `/flows/${flow}`, token)).json.data).toMatchObject({ status: 'active', owners: [{ id }] })

  await hub('DELETE', `/users/${id}`, admin)
  await app.settled()

  const shown = async (path: string) => (await hub('GET', path, admin)).json.data
  expect(await shown(`/flows/${flow}`)).toMatchObject({ status: 'inactive', owners: [] })
  expect(await shown(`/templates/${published}`)).toMatchObject({ status: 'draft', owners: [] })
  expect(await shown(`/templates/${kept}`)).toMatchObject({
    status: 'published',
    owners: [{ id: 'org-1', type: 'tenant' }],
  })
  expect(await read(app.table, 'departure', 'default', id)).toBeUndefined()
})
