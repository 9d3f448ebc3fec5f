import { expect, test } from 'vitest'
import { delay, log, startForRuns, transform, unregistered } from '../../_harness/runnable-flows.ts'

const { app, control, flowOf, begin, settledRun } = await startForRuns()

test('says how far each step is and why it failed', async () => {
  const flow = await flowOf('Fails', transform('twice', '[1, 2]'), unregistered())
  const { id } = await begin(flow)

  const run = await settledRun(id)

  expect(run).toMatchObject({
    id,
    flow: flow.handle,
    flowId: flow.id,
    status: 'failed',
    counters: { started: 2, succeeded: 1, errors: 1, cancelled: 0 },
    cause: { stepId: 'unregistered', message: expect.stringContaining('nobodys-unregistered') },
    endedAt: expect.any(String),
  })
  expect(run.steps).toEqual([
    { id: 'twice', in: 1, out: 1, errors: 0 },
    { id: 'unregistered', in: 1, out: 0, errors: 1 },
  ])
})

test('shows the last messages of each step when asked to, and what they carry to who may see that', async () => {
  const flow = await flowOf('Shows', transform('make', '{"secret": "s3cr3t"}'), delay(3600))
  const { id } = await begin(flow, { given: true })
  await app.settled()
  const reader = await app.tokenFor({ name: 'reader', permissions: ['runs.read'] })
  const both = await app.tokenFor({ name: 'both', permissions: ['runs.read', 'runs.payloads'] })
  const get = async (token: string) => (await control('GET', `/runs/${id}?messages=true`, undefined, token)).json.steps

  expect(await get(both)).toMatchObject([
    {
      id: 'delay',
      in: 0,
      messages: [{ status: 'waiting', content: { secret: 's3cr3t' }, sizeBytes: 19, notBefore: expect.any(String) }],
    },
    { id: 'make', in: 1, messages: [{ status: 'succeeded', content: { given: true }, settledAt: expect.any(String) }] },
  ])
  expect(JSON.stringify(await get(reader))).not.toMatch(/s3cr3t|content/)
  expect(JSON.stringify((await control('GET', `/runs/${id}`)).json)).not.toContain('s3cr3t')
})

test('shows ten messages of a step, the newest first, and leaves out content that is large', async () => {
  const many = await flowOf('Many', { id: 'split', component: 'split', settings: {} }, log())
  const { id } = await begin(
    many,
    Array.from({ length: 30 }, (_one, n) => n),
  )
  const { messages } = (await settledRun(id, '?messages=true')).steps.find((step: { id: string }) => step.id === 'log')
  expect(messages).toHaveLength(10)
  const times = messages.map((one: { settledAt: string }) => one.settledAt)
  expect(times).toEqual([...times].sort().reverse())

  const large = await begin(await flowOf('Large', log()), 'x'.repeat(100_000))
  const [step] = (await settledRun(large.id, '?messages=true')).steps
  expect(step.messages).toMatchObject([{ sizeBytes: 100_002 }])
  expect(step.messages[0]).not.toHaveProperty('content')
})

test('does not find what is no run, or another tenant’s', async () => {
  const { id } = await begin(await flowOf('Ours', log()))
  const other = await app.tokenFor({ name: 'theirs', tenant: 'acme', permissions: ['*'] })

  for (const [path, token] of [
    ['/runs/nothing', undefined],
    [`/runs/${id.replace(/.$/, 'x')}`, undefined],
    [`/runs/${id}`, other],
  ] as const) {
    const { status, json } = await control('GET', path, undefined, token)
    expect([status, json.type]).toEqual([404, 'urn:sluice:error:run-not-found'])
  }
})
