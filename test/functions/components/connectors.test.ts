import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import s3Transfer from '../../../functions/components/s3-transfer.ts'
import { readConnector } from '../../../lib/app/transfers/read-connector.ts'
import { StepError } from '../../../lib/core/runs/step-error.ts'
import { planTransfer } from '../../../lib/core/transfers/plan-transfer.ts'
import { beginning, stageOf, type StageOf } from '../../../lib/core/transfers/transfer-stage.ts'
import { component } from '../../../lib/runtime/declarations/component.ts'
import { TransferSettings } from '../../../lib/app/components/transfer-settings.ts'
import { administrator } from '../../_harness/app.ts'
import { httpServers, recording } from '../../_harness/components.ts'
import { map, task } from '../../_harness/tasks.ts'
import { startSteps, transferOf } from '../../_harness/transfer-steps.ts'
import { people } from '../../_harness/transfers.ts'

interface Call {
  function: string
  message: { records?: Record<string, unknown>[]; position?: number; properties: object }
}
type Answer = (call: Call) => object | undefined

const servers = httpServers()
const steps = await startSteps(s3Transfer)
afterAll(async () => {
  servers.close()
  await steps.app.stop()
})

/** Registers a connector that answers what it is told to, and says how it was called. */
async function register(id: string, answer: Answer): Promise<{ calls: Call[]; ids: unknown[] }> {
  const known: { calls: Call[]; ids: unknown[] } = { calls: [], ids: [] }
  const { listener } = recording(({ body, headers }) => {
    const call = JSON.parse(body) as Call
    known.calls.push(call)
    known.ids.push(headers['x-sluice-message-id'])
    const answered = answer(call)
    return { status: answered ? 200 : 503, body: JSON.stringify(answered ?? {}) }
  })
  const endpoint = await servers.serve(listener)
  const { status, text } = await steps.app.request('PUT', `/v1/components/${encodeURIComponent(id)}`, {
    token: await steps.app.tokenFor(administrator),
    body: { endpoint, signingSecret: 'x'.repeat(32) },
  })
  expect([200, 201], text).toContain(status)
  return known
}

let made = 0
let [from, to] = ['', '']
beforeEach(async () => {
  made++
  ;[from, to] = [`src-${made}`, `dst-${made}`]
  await steps.makeBucket(from)
  await steps.makeBucket(to)
})

const sourceOf = (connectorType: string, properties: object = { object: 'Account' }, more: object = {}) => ({
  connectorType,
  sourceConnectorProperties: { [connectorType]: properties },
  ...more,
})
const destinationOf = (connectorType: string, properties: object = { object: 'Account' }, more: object = {}) => [
  { connectorType, destinationConnectorProperties: { [connectorType]: properties }, ...more },
]
const failureOf = async (promise: Promise<unknown>): Promise<StepError> => {
  const error: unknown = await promise.then(() => undefined).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(StepError)
  return error as StepError
}

describe('a connector that nobody registered ends the run at once', () => {
  test.each([
    ['Veeva', {}, 'Veeva'],
    ['CustomConnector', { connectorProfileName: 'my-orders' }, 'my-orders'],
  ])('%s', async (type, more, id) => {
    const message = `No connector is registered for ${id}. PUT /v1/components/${id} registers one.`
    const asSource = { ...transferOf({ from, to }), sourceFlowConfig: sourceOf(type, {}, more) }
    expect(await failureOf(steps.run({ settings: asSource }))).toMatchObject({ message, retry: undefined, figures: {} })
    const asDestination = { ...transferOf({ from, to }), destinationFlowConfigList: destinationOf(type, {}, more) }
    expect(await failureOf(steps.run({ settings: asDestination }))).toMatchObject({ message, figures: {} })
  })

  test('the source is looked at first', async () => {
    const settings = {
      ...transferOf({ from, to }),
      sourceFlowConfig: sourceOf('Slack'),
      destinationFlowConfigList: destinationOf('Zendesk'),
    }
    expect((await failureOf(steps.run({ settings }))).message).toContain('No connector is registered for Slack.')
  })
})

describe('a connector is read', () => {
  const pages = [[{ Id: 1, Name: 'Ann' }, { Id: 2 }], [{ Id: 3, Name: 'Cid' }]]
  const answer: Answer = ({ message: { position = 0 } }) => ({
    messages: pages[position] ?? [],
    ...(position + 1 < pages.length ? { position: position + 1 } : {}),
  })

  test('until no position comes, as one object, with the tasks of its own operators', async () => {
    const { calls, ids } = await register('Salesforce', answer)
    const settings = {
      ...transferOf({ from, to, output: { fileType: 'CSV' } }),
      sourceFlowConfig: sourceOf('Salesforce', { object: 'Account' }, { apiVersion: 'v1', connectorProfileName: 'p' }),
      tasks: [
        { ...task('Filter', ['Id', 'Name']), connectorOperator: { Salesforce: 'PROJECTION' } },
        map('Id'),
        map('Name'),
      ],
    }
    const window = { startAt: '2026-11-24T10:00:00Z', endAt: '2026-11-24T11:00:00Z' }
    const { figures } = await steps.run({ settings, run: { window } })
    expect(await steps.texts(to)).toEqual({ 'out/F/X-00000': 'Id,Name\n1,Ann\n2,\n3,Cid\n' })
    expect(figures).toMatchObject({ recordsProcessed: 3, bytesWritten: 23 })
    const about = { properties: { object: 'Account' }, apiVersion: 'v1', connectorProfileName: 'p', window }
    expect(calls.map(({ function: name, message }) => [name, message])).toEqual([
      ['read', about],
      ['read', { ...about, position: 1 }],
    ])
    expect(ids).toEqual(['m-read-0', 'm-read-1'])
  })

  test('with a target size in steps of so many answers, numbered through all of them', async () => {
    await register('Marketo', answer)
    const bounded = component({
      name: 's3-transfer',
      settings: TransferSettings,
      uses: { readConnector },
      async run(call, { use, ...progress }) {
        const stage = stageOf(call.message.payload)
        const plan = planTransfer(call.settings, call.run)
        const first: StageOf<'read'> = { stage: 'read', calls: 0, numbers: {} }
        if (!plan.from) throw new Error('There is no connector.')
        const at = stage === beginning ? first : (stage as StageOf<'read'>)
        return use.readConnector({ ...plan, from: plan.from }, call, at, progress, 1)
      },
    })
    const settings = {
      ...transferOf({ from, to, output: { aggregationConfig: { targetFileSize: 1 } } }),
      sourceFlowConfig: sourceOf('Marketo'),
    }
    const { payloads } = await steps.run({ settings, component: bounded })
    expect(payloads).toHaveLength(2)
    expect(await steps.texts(to)).toEqual({
      'out/F/X-00000': '{"Id":1,"Name":"Ann"}\n{"Id":2}\n',
      'out/F/X-00001': '{"Id":3,"Name":"Cid"}\n',
    })
  })

  test('and a bad record of it named; nothing is written', async () => {
    await register('Singular', () => ({ messages: [{ Id: 1 }, 'none'] }))
    const settings = { ...transferOf({ from, to }), sourceFlowConfig: sourceOf('Singular') }
    expect((await failureOf(steps.run({ settings }))).message).toMatch('Singular/Account line 2 - ')
    expect(await steps.texts(to)).toEqual({})
  })

  test('and asked no more when the run is ending', async () => {
    const { calls } = await register('Pardot', answer)
    const settings = { ...transferOf({ from, to }), sourceFlowConfig: sourceOf('Pardot') }
    let asked = 0
    await steps.run({ settings, isEnding: async () => ++asked > 2 })
    expect([calls.length, await steps.texts(to)]).toEqual([1, {}])
  })

  test('again later when it is overloaded', async () => {
    await register('Datadog', () => undefined)
    const settings = { ...transferOf({ from, to }), sourceFlowConfig: sourceOf('Datadog') }
    expect((await failureOf(steps.run({ settings }))).retry).toBeTruthy()
  })
})

describe('a connector is written', () => {
  const refusing = (isBad: (record: Record<string, unknown>) => boolean): Answer => {
    return ({ message: { records = [] } }) => ({
      messages: [],
      failures: records.flatMap((record, index) => (isBad(record) ? [{ index, error: 'is bad' }] : [])),
    })
  }
  const errors = (properties: object = {}) => ({
    object: 'Account',
    errorHandlingConfig: { bucketName: to, bucketPrefix: 'bad', ...properties },
  })

  test('at most 500 records at a time, in the order of the source', async () => {
    const { calls } = await register(
      'Upsolver',
      refusing(() => false),
    )
    await steps.put(from, 'in/a.csv', `id\n${Array.from({ length: 1001 }, (_, id) => `${id}\n`).join('')}`)
    await steps.put(from, 'in/b.csv', 'id\n1001\n')
    const settings = { ...transferOf({ from, to }), destinationFlowConfigList: destinationOf('Upsolver') }
    const { figures } = await steps.run({ settings })
    expect(calls.map(({ message: { records } }) => records?.length)).toEqual([500, 500, 1, 1])
    expect(calls.flatMap(({ message: { records = [] } }) => records.map(({ id }) => Number(id)))).toEqual(
      Array.from({ length: 1002 }, (_, id) => id),
    )
    expect(calls[0]?.message.properties).toEqual({ object: 'Account' })
    expect(figures).toMatchObject({ recordsProcessed: 1002, putFailures: 0 })
  })

  test('what it refuses is counted and kept, and the rest gets through', async () => {
    await register(
      'Zendesk',
      refusing(({ country }) => country === 'UK'),
    )
    await steps.put(from, 'in/people.csv', people)
    const settings = {
      ...transferOf({ from, to, tasks: [map('id'), map('country')] }),
      destinationFlowConfigList: destinationOf('Zendesk', errors()),
    }
    const { figures } = await steps.run({ settings })
    expect(figures).toMatchObject({
      recordsProcessed: 5,
      putFailures: 2,
      bytesWritten: 3 * '{"id":"3","country":"US"}'.length,
    })
    expect(await steps.texts(to)).toEqual({
      'bad/F/X/errors-00000':
        '{"error":"is bad","record":{"id":"1","country":"UK"}}\n{"error":"is bad","record":{"id":"2","country":"UK"}}\n',
    })
  })

  test('the first refusal ends the run where the flow says so', async () => {
    await register(
      'Honeycode',
      refusing(({ id }) => id === '2'),
    )
    await steps.put(from, 'in/people.csv', people)
    const settings = {
      ...transferOf({ from, to }),
      destinationFlowConfigList: destinationOf('Honeycode', errors({ failOnFirstDestinationError: true })),
    }
    const failure = await failureOf(steps.run({ settings }))
    expect(failure).toMatchObject({ message: 'Honeycode refused a record - is bad', figures: { putFailures: 1 } })
    expect(failure.retry).toBeUndefined()
  })

  test('a run of which no record got through fails', async () => {
    await register(
      'Snowflake',
      refusing(() => true),
    )
    const settings = {
      ...transferOf({ from, to }),
      destinationFlowConfigList: destinationOf('Snowflake', errors()),
    }
    expect((await steps.run({ settings })).figures).toEqual({})
    await steps.put(from, 'in/people.csv', people)
    expect(await failureOf(steps.run({ settings }))).toMatchObject({
      message: 'Snowflake refused all records',
      figures: { recordsProcessed: 5, putFailures: 5 },
    })
  })

  test('from another one', async () => {
    await register('Slack', () => ({ messages: [{ id: 1, n: 1 }] }))
    const { calls } = await register(
      'EventBridge',
      refusing(() => false),
    )
    const settings = {
      ...transferOf({ from, to, tasks: [map('id', 'key')] }),
      sourceFlowConfig: sourceOf('Slack'),
      destinationFlowConfigList: destinationOf('EventBridge'),
    }
    await steps.run({ settings })
    expect(calls.map(({ message: { records } }) => records)).toEqual([[{ key: 1 }]])
  })
})
