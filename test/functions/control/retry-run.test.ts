import { afterAll, expect, test } from 'vitest'
import { httpServers } from '../../_harness/components.ts'
import { onDemand } from '../../_harness/flows.ts'
import { s3Flow } from '../../_harness/s3-flows.ts'
import { delay, log, startForRuns, transform } from '../../_harness/runnable-flows.ts'

const { app, control, flowOf, begin, settledRun } = await startForRuns({ outboundRanges: ['127.0.0.0/8'] })
const servers = httpServers()
afterAll(() => servers.close())

/** A step that fails until what it asks is mended, and what it was asked by bodies. */
async function breakable() {
  const state = { isBroken: true, bodies: [] as string[] }
  const url = await servers.serve((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      state.bodies.push(body)
      response.writeHead(state.isBroken ? 400 : 200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  const step = {
    id: 'call',
    component: 'http-request',
    settings: { method: 'POST', url, body: { given: '{{payload}}' } },
  }
  return { state, step }
}

test('begins another run with what failed, by what the flow did then', async () => {
  const { state, step } = await breakable()
  const flow = await flowOf('Breaks', { id: 'split', component: 'split', settings: {} }, step, log())
  const { id } = await begin(flow, [1, 2, 3])
  expect(await settledRun(id)).toMatchObject({ status: 'failed', counters: { started: 4, succeeded: 1, errors: 3 } })
  state.isBroken = false
  state.bodies = []

  const { status, json } = await control('POST', `/runs/${id}/retry`)

  expect(status).toBe(201)
  expect(json).toMatchObject({
    flow: flow.handle,
    status: 'in-progress',
    definitionVersion: 1,
    trigger: { kind: 'retry', of: id, by: 'admin' },
    counters: { started: 3 },
  })
  expect(await settledRun(json.id as string)).toMatchObject({
    status: 'succeeded',
    counters: { started: 6, succeeded: 6, errors: 0 },
  })
  expect(state.bodies).toHaveLength(3)
  expect(await settledRun(id)).toMatchObject({ status: 'failed' })
})

test('takes up what lies in the bucket, and again when the retry fails too', async () => {
  const { state, step } = await breakable()
  const flow = await flowOf('Large', step, transform('measure', '1'))
  let { id } = await begin(flow, 'x'.repeat(300_000))
  for (let retries = 0; retries < 2; retries++) {
    expect(await settledRun(id)).toMatchObject({ status: 'failed' })
    id = (await control('POST', `/runs/${id}/retry`)).json.id as string
  }
  await app.settled()
  state.isBroken = false
  const last = (await control('POST', `/runs/${id}/retry`)).json.id as string

  expect(await settledRun(last)).toMatchObject({ status: 'succeeded' })
})

test('takes up more than a transaction holds', async () => {
  const { state, step } = await breakable()
  const flow = await flowOf('Many', { id: 'split', component: 'split', settings: {} }, step)
  const { id } = await begin(
    flow,
    Array.from({ length: 200 }, (_one, n) => n),
  )
  expect(await settledRun(id)).toMatchObject({ counters: { errors: 200 } })
  state.isBroken = false

  const { json } = await control('POST', `/runs/${id}/retry`)

  expect(await settledRun(json.id as string)).toMatchObject({
    status: 'succeeded',
    counters: { started: 200, succeeded: 200, errors: 0 },
  })
}, 60_000)

test('a transfer begins anew', async () => {
  await app.functions.invoke('appflow-CreateFlow', { flowName: 'transfers', ...s3Flow(), ...onDemand })
  const { executionId: id } = (await app.functions.invoke('appflow-StartFlow', { flowName: 'transfers' })) as {
    executionId: string
  }
  expect(await settledRun(id)).toMatchObject({ status: 'failed' })

  const { status, json } = await control('POST', `/runs/${id}/retry`)

  expect(status).toBe(201)
  expect(json).toMatchObject({ madeBy: 'appflow', trigger: { kind: 'retry', of: id }, counters: { started: 1 } })
})

test('is refused while the run is in progress, when nothing failed, and when its flow is not there to run', async () => {
  const refusal = async (id: string) => (await control('POST', `/runs/${id}/retry`)).json
  const waiting = await begin(await flowOf('Waits', delay(3600)))
  const succeeded = await begin(await flowOf('Succeeds', log()))
  const { step } = await breakable()
  const flow = await flowOf('Goes', step)
  const orphan = await begin(flow)
  await app.settled()
  await control('DELETE', `/flows/${flow.handle}?force=true`)

  expect(await refusal(waiting.id)).toMatchObject({ status: 409, type: 'urn:sluice:error:run-in-progress' })
  expect(await refusal(succeeded.id)).toMatchObject({ status: 409, type: 'urn:sluice:error:run-not-failed' })
  expect(await refusal(orphan.id)).toMatchObject({ status: 409, type: 'urn:sluice:error:flow-not-active' })
  expect(await refusal('nothing')).toMatchObject({ status: 404 })
})
