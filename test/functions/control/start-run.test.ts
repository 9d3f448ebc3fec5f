import { expect, test } from 'vitest'
import { runnableFlow } from '../../_harness/flow-items.ts'
import { scheduled } from '../../_harness/flows.ts'
import { s3Flow } from '../../_harness/s3-flows.ts'
import { log, startForRuns, transform } from '../../_harness/runnable-flows.ts'

const { app, control, flowOf, begin, settledRun } = await startForRuns()

test('begins a run, which goes through the steps of its flow', async () => {
  const flow = await flowOf('Three steps', transform('make', '{"n": 1}'), transform('grow', '{"n": n + 1}'), log())

  const begun = await control('POST', `/flows/${flow.handle}/runs`, {})

  expect(begun.status).toBe(201)
  expect(begun.json).toMatchObject({
    flow: flow.handle,
    status: 'in-progress',
    trigger: { kind: 'api', by: 'admin' },
    counters: { started: 1, succeeded: 0 },
    steps: [],
  })
  expect(await settledRun(begun.json.id as string)).toMatchObject({
    status: 'succeeded',
    counters: { started: 3, succeeded: 3, errors: 0, cancelled: 0 },
  })
})

test('gives its payload to each first step, whatever its size', async () => {
  const flow = await flowOf('Counts', transform('count', '{"length": $length(text)}'), log())

  for (const length of [3, 500_000]) {
    const { id } = await begin(flow, { text: 'x'.repeat(length) })
    const run = await settledRun(id, '?messages=true')
    expect(run.steps.find((step: { id: string }) => step.id === 'log').messages[0].content).toEqual({ length })
  }
})

test('begins with more first steps than a transaction holds', async () => {
  const steps = Array.from({ length: 200 }, (_one, index) => transform(`step-${index}`, 'n'))
  const flow = await app.makeFlow({ ...runnableFlow('With many steps', steps, undefined, []), madeBy: 'flow-manager' })
  const { id } = await begin(flow, { n: 1 })

  expect(await settledRun(id)).toMatchObject({
    status: 'succeeded',
    counters: { started: 200, succeeded: 200, errors: 0 },
  })
})

test('repeats nothing under one Idempotency-Key', async () => {
  const flow = await flowOf('Once', log())
  const token = await app.tokenFor({ name: 'admin' })
  const post = () =>
    app.request('POST', `/v1/flows/${flow.handle}/runs`, { token, body: {}, headers: { 'idempotency-key': 'k' } })

  const [first, second] = [await post(), await post()]

  expect(second.json).toEqual(first.json)
  expect((await control('GET', `/runs?flow=${flow.id}`)).json.runs).toHaveLength(1)
})

test('of a scheduled AppFlow flow counts as a due time now, one at a time', async () => {
  // Nobody lists the bucket: what matters is who may begin.
  const flowName = 'due-now'
  await app.functions.invoke('appflow-CreateFlow', { flowName, ...s3Flow(), ...scheduled() })
  expect((await control('POST', `/flows/${flowName}/runs`, {})).json.type).toBe('urn:sluice:error:flow-not-active')
  await app.functions.invoke('appflow-StartFlow', { flowName })

  const answers = await Promise.all([1, 2, 3].map(() => control('POST', `/flows/${flowName}/runs`, {})))

  const refused = answers.filter(({ status }) => status !== 201)
  expect(refused.length).toBe(2)
  for (const { json } of refused) expect(json.type).toBe('urn:sluice:error:run-in-progress')
  await app.settled()
  expect((await control('POST', `/flows/${flowName}/runs`, {})).status).toBe(201)
})

test('of a flow that AppFlow made takes no payload', async () => {
  await app.functions.invoke('appflow-CreateFlow', { flowName: 'own-source', ...s3Flow(), ...scheduled() })
  await app.functions.invoke('appflow-StartFlow', { flowName: 'own-source' })

  expect((await control('POST', '/flows/own-source/runs', { payload: { stage: 'lot' } })).status).toBe(400)
})

test('is refused for a flow that is not there or not active', async () => {
  const draft = await app.makeFlow({
    ...runnableFlow('Draft', [log()]),
    trigger: { kind: 'event' },
  })
  expect((await control('POST', '/flows/nowhere/runs', {})).status).toBe(404)

  const { status, json } = await control('POST', `/flows/${draft.handle}/runs`, {})

  expect([status, json.type, json.title]).toEqual([409, 'urn:sluice:error:flow-not-active', 'Flow not active'])
})
