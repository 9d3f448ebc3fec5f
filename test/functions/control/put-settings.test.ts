import { expect, test } from 'vitest'
import type { NewFlow } from '../../../lib/core/flows/create-flow.ts'
import { runnableFlow } from '../../_harness/flow-items.ts'
import { log, startForRuns, unregistered } from '../../_harness/runnable-flows.ts'

const { app, control } = await startForRuns()

const draft = (label: string, steps = [log(), unregistered()]): NewFlow => ({
  ...runnableFlow(label, steps),
  trigger: { kind: 'event' },
})
const put = (strictComponents: boolean, more: object = {}) => control('PUT', '/settings', { strictComponents, ...more })
async function started(flow: NewFlow) {
  const { handle } = await app.makeFlow(flow)
  expect((await control('POST', `/flows/${handle}/start`)).json).toMatchObject({ status: 'active' })
  await app.settled()
  return (await control('GET', `/flows/${handle}`)).json
}

test('a flow with a component that nobody has registered starts, unless the tenant is strict', async () => {
  expect(await started(draft('Lenient'))).toMatchObject({
    status: 'active',
    unresolvedComponents: ['nobodys-unregistered'],
  })
  expect((await put(true)).status).toBe(200)

  const failed = await started(draft('Strict'))
  expect(failed).toMatchObject({
    status: 'errored',
    statusMessage: 'Nobody has registered the component nobodys-unregistered.',
  })
  expect(await started(draft('Fine', [log()]))).toMatchObject({ status: 'active', unresolvedComponents: [] })

  await control('PUT', '/components/nobodys-unregistered', {
    endpoint: 'https://component.example/',
    signingSecret: 'example example 1',
  })
  await control('POST', `/flows/${failed.handle}/start`)
  await app.settled()
  const again = (await control('GET', `/flows/${failed.handle}`)).json
  expect(again).toMatchObject({ status: 'active', unresolvedComponents: [] })
  expect(again).not.toHaveProperty('statusMessage')
})

test('a flow with settings that do not fit starts, unless the tenant is strict', async () => {
  const misfit = { id: 'wait', component: 'delay', settings: { seconds: -1 } }
  await put(false)
  expect(await started(draft('Lenient about settings', [misfit]))).toMatchObject({ status: 'active' })
  await put(true)
  expect(await started(draft('Strict about settings', [misfit]))).toMatchObject({
    status: 'errored',
    statusMessage: expect.stringContaining('The settings of step wait do not fit its component') as string,
  })
})

test('an on-demand flow stays active: it has no start that could fail', async () => {
  await put(true)
  const { handle } = await app.makeFlow(runnableFlow('On demand', [unregistered('other')]))
  await app.settled()

  expect((await control('GET', `/flows/${handle}`)).json).toMatchObject({ status: 'active' })
})

test('of two who replace the version that both have seen one is refused', async () => {
  const { version } = (await put(false)).json

  const answers = await Promise.all([true, false].map((strict) => put(strict, { version })))

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
})

test('takes whoever edits settings, and a boolean', async () => {
  const reader = await app.tokenFor({ name: 'reader', permissions: ['settings.read'] })

  expect((await control('PUT', '/settings', { strictComponents: true }, reader)).status).toBe(403)
  expect((await control('PUT', '/settings', { strictComponents: 'yes' })).status).toBe(400)
  expect((await control('PUT', '/settings', {})).status).toBe(400)
})
