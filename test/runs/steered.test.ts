import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Step } from '../../lib/core/flows/definition.ts'
import { runnableFlow } from '../_harness/flow-items.ts'
import { delay, log, startForRuns, transform } from '../_harness/runnable-flows.ts'
import { scanTable } from '../_harness/table.ts'

const { app, control, begin, settledRun } = await startForRuns({ outboundRanges: ['127.0.0.0/8'], logLevel: 'DEBUG' })

/** A component of a user, whose answers a test gives when it likes. */
interface Call {
  body: { message: unknown; credential?: unknown }
  headers: IncomingMessage['headers']
  answer: (status: number, body: unknown) => void
}
const calls: Call[] = []
const arrived: (() => void)[] = []
let answering: ((call: Call) => void) | undefined
const server = createServer((request, response) => void take(request, response))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
await control('PUT', '/components/held', {
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  signingSecret: 'a secret of 32 characters or more',
})

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const call: Call = {
    body: JSON.parse(Buffer.concat(chunks).toString()) as Call['body'],
    headers: request.headers,
    answer: (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    },
  }
  if (answering) return answering(call)
  calls.push(call)
  for (const resolve of arrived.splice(0)) resolve()
}

/** The next call that a worker makes. */
async function nextCall(): Promise<Call> {
  while (calls.length === 0) await new Promise<void>((resolve) => arrived.push(resolve))
  return calls.shift() as Call
}

const held = (id = 'held', more: Partial<Step> = {}): Step => ({ id, component: 'held', settings: {}, ...more })

/** A started flow: one that can be paused and stopped. */
async function startedFlow(label: string, ...steps: Step[]) {
  const flow = await app.makeFlow({ ...runnableFlow(label, steps), trigger: { kind: 'event' } })
  await control('POST', `/flows/${flow.handle}/start`)
  return flow
}
const toldIn = ({ status, counters }: Awaited<ReturnType<typeof settledRun>>) => [
  status,
  counters.started,
  counters.succeeded,
  counters.errors,
  counters.cancelled,
]
const countersOf = async (id: string) => toldIn(await settledRun(id))
/** The same while steps are under way. */
const told = async (id: string) => toldIn((await control('GET', `/runs/${id}`)).json)

describe('while a step is under way', () => {
  test('its flow is paused: what comes next waits, and goes on when the flow is resumed', async () => {
    const flow = await startedFlow('paused', held(), transform('after', '1'))
    const { id } = await begin(flow)
    const call = await nextCall()
    expect((await control('POST', `/flows/${flow.handle}/pause`)).json).toMatchObject({ status: 'paused' })
    call.answer(200, { messages: [{}] })
    expect(await countersOf(id)).toEqual(['in-progress', 2, 1, 0, 0])
    await control('POST', `/flows/${flow.handle}/resume`)
    expect(await countersOf(id)).toEqual(['succeeded', 2, 2, 0, 0])
  })

  test('its flow is stopped: the run goes on to its end, and no other begins', async () => {
    const flow = await startedFlow('stopped', held(), transform('after', '1'))
    const { id } = await begin(flow)
    const call = await nextCall()
    await control('POST', `/flows/${flow.handle}/stop`)
    call.answer(200, { messages: [{}] })
    expect(await countersOf(id)).toEqual(['succeeded', 2, 2, 0, 0])
    expect((await control('POST', `/flows/${flow.handle}/runs`, {})).status).toBe(409)
  })

  test('its run is cancelled: the step is let finish and counts, what waits for its time is cancelled at once', async () => {
    const flow = await startedFlow('cancelled', transform('list', '[1,2]'), held(), delay(3600))
    const { id } = await begin(flow)
    const call = await nextCall()
    expect((await control('POST', `/runs/${id}/cancel`)).json).toMatchObject({ status: 'cancelling' })
    // What is told of the run is true: a step still works.
    await expect.poll(() => told(id)).toEqual(['cancelling', 2, 1, 0, 0])
    call.answer(200, { messages: [{}] })
    expect(await countersOf(id)).toEqual(['cancelled', 3, 2, 0, 1])
    expect((await control('POST', `/runs/${id}/cancel`)).status).toBe(409)

    const both = {
      ...runnableFlow('forked', [held('a'), delay(3600, 'b')], undefined, []),
      madeBy: 'flow-manager' as const,
      trigger: { kind: 'event' } as const,
    }
    const forked = await app.makeFlow(both)
    await control('POST', `/flows/${forked.handle}/start`)
    const other = await begin(forked)
    const underWay = await nextCall()
    await control('POST', `/runs/${other.id}/cancel`)
    await expect.poll(() => told(other.id)).toEqual(['cancelling', 2, 0, 0, 1])
    underWay.answer(200, { messages: [] })
    expect(await countersOf(other.id)).toEqual(['cancelled', 2, 1, 0, 1])
  })

  test('its flow is deleted: the step is let finish, and the run is cancelled', async () => {
    const flow = await startedFlow('deleted', held(), transform('after', '1'))
    const { id } = await begin(flow)
    const call = await nextCall()
    expect((await control('DELETE', `/flows/${flow.handle}?force=true`)).status).toBeLessThan(300)
    await expect.poll(() => told(id)).toEqual(['cancelling', 1, 0, 0, 0])
    call.answer(200, { messages: [{}] })
    expect(await countersOf(id)).toEqual(['cancelled', 2, 1, 0, 1])
  })
})

test('a component gets the credential of its step; nothing that is written or said anywhere shows it', async () => {
  const canary = 'canary-f81d4fae'
  const said: string[] = []
  const spies = [
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...parts: unknown[]) => void said.push(parts.map(String).join(' '))),
    ),
    ...([process.stdout, process.stderr] as const).map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0),
    ),
  ]
  try {
    await control('PUT', '/credentials/warehouse', { secret: { token: canary } })
    const seen: unknown[] = []
    const flow = await startedFlow(
      'credentials',
      held('ok', { credentialId: 'warehouse' }),
      log(),
      held('bad', { credentialId: 'warehouse' }),
    )
    answering = (call) => {
      seen.push(call.body.credential)
      if (seen.length === 1) call.answer(200, { messages: [{}] })
      else call.answer(400, { error: `The token ${canary} is not mine.` })
    }
    const { id } = await begin(flow)
    const run = await settledRun(id, '?messages=true')
    expect(seen).toEqual([{ token: canary }, { token: canary }])
    expect(run).toMatchObject({ status: 'failed', cause: { stepId: 'bad' } })
    expect(JSON.stringify(run)).not.toContain(canary)
    for (const TableName of ['sluice', 'sluice-liveness']) {
      expect(JSON.stringify(await scanTable(app.engine, TableName))).not.toContain(canary)
    }
  } finally {
    answering = undefined
    for (const spy of spies) spy.mockRestore()
  }
  expect(said.length).toBeGreaterThan(0)
  expect(said.join('\n')).not.toContain(canary)
})
