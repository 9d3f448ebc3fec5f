import { expect, test } from 'vitest'
import { administrator } from '../../_harness/app.ts'
import { flowInput } from '../../_harness/flows.ts'
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

test('does not find what is no flow, or another tenant’s', async () => {
  const other = await app.tokenFor({ ...administrator, name: 'theirs', tenant: 'acme' })

  expect((await control('GET', '/flows/nowhere')).status).toBe(404)
  expect((await control('GET', `/flows/${'0'.repeat(24)}`)).status).toBe(404)
  for (const address of [named.handle, named.id, labelled.handle, labelled.id]) {
    expect((await control('GET', `/flows/${address}`, undefined, other)).status).toBe(404)
  }
})
