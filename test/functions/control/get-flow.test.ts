import { expect, test } from 'vitest'
import { administrator } from '../../_harness/app.ts'
import { runnableFlow } from '../../_harness/flow-items.ts'
import { flowInput } from '../../_harness/flows.ts'
import { log, unregistered } from '../../_harness/runnable-flows.ts'
import { startWithFlows } from '../../_harness/flows-of-two-dialects.ts'

const { app, control, named, labelled } = await startWithFlows()

test('finds a flow by its handle and by its id, whichever dialect made it', async () => {
  for (const flow of [named, labelled]) {
    for (const address of [flow.handle, flow.id]) {
      expect((await control('GET', `/flows/${address}`)).json).toMatchObject({ id: flow.id, label: flow.label })
    }
  }
})

test('says what it does, in the words of no dialect', async () => {
  const { flowName, ...configuration } = flowInput('transferring', { description: 'all of it' })
  await app.functions.invoke('appflow-CreateFlow', { flowName, ...configuration, tenant: 'default' })

  const { json } = await control('GET', '/flows/transferring')

  const { sourceFlowConfig, destinationFlowConfigList, tasks } = configuration
  expect(json).toMatchObject({
    description: 'all of it',
    trigger: { kind: 'event' },
    definition: {
      version: 1,
      steps: [{ component: 's3-transfer', settings: { sourceFlowConfig, destinationFlowConfigList, tasks } }],
      links: [],
    },
    startedVersion: 1,
  })
})

test('shows the newest run as it is, and components that nobody has registered', async () => {
  const flow = await app.makeFlow(runnableFlow('With runs', [log(), unregistered()]))
  const get = async () => (await control('GET', `/flows/${flow.handle}`)).json
  expect(await get()).not.toHaveProperty('lastRun')
  await control('POST', `/flows/${flow.handle}/runs`, {})
  const { json: newest } = await control('POST', `/flows/${flow.handle}/runs`, {})
  expect((await get()).lastRun).toMatchObject({ id: newest.id, startedAt: newest.startedAt })
  await app.settled()

  expect(await get()).toMatchObject({
    lastRun: { id: newest.id, status: 'failed', cause: expect.stringContaining('nobodys-unregistered') },
    unresolvedComponents: ['nobodys-unregistered'],
  })
})

test('warns of settings that do not fit a built-in component', async () => {
  const misfit = { id: 'wait', component: 'delay', settings: { seconds: -1 } }
  const flow = await app.makeFlow(runnableFlow('With misfits', [log(), misfit, unregistered()]))
  const { json } = await control('GET', `/flows/${flow.handle}`)
  expect(json.settingsProblems).toEqual([{ step: 'wait', message: expect.stringContaining('seconds') }])
})

test('does not find what is no flow, or another tenant’s', async () => {
  const other = await app.tokenFor({ ...administrator, name: 'theirs', tenant: 'acme' })

  expect((await control('GET', '/flows/nowhere')).status).toBe(404)
  expect((await control('GET', `/flows/${'0'.repeat(24)}`)).status).toBe(404)
  for (const address of [named.handle, named.id, labelled.handle, labelled.id]) {
    expect((await control('GET', `/flows/${address}`, undefined, other)).status).toBe(404)
  }
})
