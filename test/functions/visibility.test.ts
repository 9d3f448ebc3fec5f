import { DescribeFlowCommand, ListFlowsCommand, StartFlowCommand, StopFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import { read } from '../../lib/store/read.ts'
import { startTestApp, type TestUser } from '../_harness/app.ts'
import { labelledFlow, namedFlow } from '../_harness/flow-items.ts'
import { createFlow, scheduled } from '../_harness/flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const newId = idSource(() => new Date())
const permissions = ['flows.read', 'flows.edit', 'flows.control', 'runs.read']
const member = (name: string, organisation?: string): TestUser => ({
  name,
  permissions,
  organisation,
  seesOwnFlowsOnly: true,
})
const [maker, colleague, stranger] = [member('maker', 'org-1'), member('colleague', 'org-1'), member('stranger')]

await createFlow(await app.appflowFor(maker), 'made', scheduled())
const { id } = (await read(app.table, 'flow', 'default', 'made')) ?? { id: '' }
const v1 = async (user: TestUser, method: string, path: string, body?: unknown) =>
  app.request(method, `/v1${path}`, { token: await app.tokenFor(user), body })
const handles = async (user: TestUser, query = '') =>
  ((await v1(user, 'GET', `/flows${query}`)).json.flows as { handle: string }[]).map(({ handle }) => handle)

test('the first owners of a flow are its maker and the maker’s organisation', async () => {
  const { id: makerId } = (await read(app.table, 'user', 'default', 'maker')) ?? {}

  expect((await read(app.table, 'flow', 'default', 'made'))?.owners).toEqual([makerId, 'org-1'])
})

test('the maker and the organisation find the flow at every door, by handle and by id', async () => {
  for (const user of [maker, colleague]) {
    const client = await app.appflowFor(user)
    expect(await handles(user)).toEqual(['made'])
    expect((await v1(user, 'GET', `/flows/${id}`)).status).toBe(200)
    expect((await client.send(new ListFlowsCommand({}))).flows).toHaveLength(1)
    await client.send(new StartFlowCommand({ flowName: 'made' }))
    expect((await v1(user, 'POST', '/flows/made/stop')).json).toMatchObject({ status: 'inactive' })
    await client.send(new StopFlowCommand({ flowName: 'made' }))
  }
})

test('to anybody else who sees own flows only there is no such flow, whatever its state', async () => {
  const client = await app.appflowFor(stranger)
  const missing = { name: 'ResourceNotFoundException' }

  for (const state of ['active', 'inactive']) {
    await v1(maker, 'POST', `/flows/made/${state === 'active' ? 'start' : 'stop'}`)
    for (const name of ['made', id]) {
      expect((await v1(stranger, 'GET', `/flows/${name}`)).status).toBe(404)
      for (const move of ['start', 'stop', 'pause', 'resume'])
        expect((await v1(stranger, 'POST', `/flows/${name}/${move}`)).status).toBe(404)
      expect((await v1(stranger, 'DELETE', `/flows/${name}`)).status).toBe(404)
      expect((await v1(stranger, 'GET', `/runs?flow=${name}`)).status).toBe(404)
    }
    await expect(client.send(new DescribeFlowCommand({ flowName: 'made' }))).rejects.toMatchObject(missing)
    await expect(client.send(new StartFlowCommand({ flowName: 'made' }))).rejects.toMatchObject(missing)
    await expect(client.send(new StopFlowCommand({ flowName: 'made' }))).rejects.toMatchObject(missing)
    const { json } = await v1(stranger, 'POST', '/flows/commands', { command: 'stop', flows: ['made'] })
    expect(json.outcomes).toMatchObject([{ flow: 'made', outcome: 'refused', error: { code: 'flow-not-found' } }])
    expect((await read(app.table, 'flow', 'default', 'made'))?.status).toBe(state)
  }
})

test('lists hold the seen flows only, page by page, however many others there are', async () => {
  const tenant = 'crowded'
  const seer: TestUser = { ...member('seer', 'org-9'), tenant }
  await app.tokenFor(seer)
  for (let index = 0; index < 230; index++) {
    const owners = index % 50 === 0 ? ['org-9'] : ['somebody']
    const flow = index % 100 === 0 ? labelledFlow(`flow ${index}`, newId()) : namedFlow(`flow-${index}`, newId())
    await app.makeFlow({ ...flow, tenant, owners })
  }

  const found: string[] = []
  let next: string | undefined
  do {
    const { json } = await v1(seer, 'GET', `/flows?maxResults=2${next ? `&nextToken=${encodeURIComponent(next)}` : ''}`)
    found.push(...(json.flows as { label: string }[]).map(({ label }) => label))
    next = json.nextToken as string | undefined
  } while (next)
  expect(found).toEqual(['flow 0', 'flow-50', 'flow 100', 'flow-150', 'flow 200'])
})

test('who holds everything sees everything', async () => {
  const token = await app.tokenFor({ name: 'chief', permissions: ['*'], seesOwnFlowsOnly: true })

  expect((await app.request('GET', '/v1/flows/made', { token })).status).toBe(200)
})
