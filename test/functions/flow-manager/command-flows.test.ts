import { describe, expect, test } from 'vitest'
import { read } from '../../../lib/store/read.ts'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { app, ask, command, control, make, work, statusOf } = await startFlowManager()

describe('a command', () => {
  test('has an outcome for each flow that is named, once, in their order', async () => {
    await make('a', 'b')
    await command('stop', ['b'])

    expect((await command('pause', ['nope', 'b', 'a', 'b'])).json).toEqual({
      status: 'Flows partially paused',
      details: [
        { flow_id: 'nope', status: 'not_found', error: 'no such flow' },
        { flow_id: 'b', status: 'stopped', error: 'cannot pause a stopped flow' },
        { flow_id: 'a', status: 'paused' },
      ],
    })
    expect((await command('start', ['a'])).json).toEqual({
      error: 'No flow was started',
      details: [{ flow_id: 'a', status: 'paused', error: 'cannot start a paused flow, resume it' }],
    })
  })

  test.each([[undefined], [null], [[]]])('with %j for flow_ids is for all flows', async (ids) => {
    const { status, json } = await ask('PATCH', '/flows/commands', { command: 'resume', flow_ids: ids, type: 'any' })

    expect([status, (json.details as { flow_id: string }[]).map(({ flow_id }) => flow_id)]).toEqual([200, ['a', 'b']])
  })

  test.each<[object | string]>([
    [{}],
    [{ command: 'Start' }],
    [{ command: 'start', flow_ids: 'a' }],
    [{ command: 'start', flow_ids: [1] }],
    [{ command: 'stop', flow_ids: ['a'], type: true }],
    [{ command: 'stop', flow_ids: ['a'], type: '1' }],
    [{ command: 'stop', flow_ids: ['a'], type: 2 }],
    [{ command: 'stop', flow_ids: ['a'], type: null }],
    [{ command: 'stop', flow_ids: Array.from({ length: 1001 }, (_, index) => `n${index}`) }],
    [['start']],
    ['{'],
  ])('that is invalid touches no flow: %j', async (body) => {
    const before = (await ask('GET', '/flows/status')).json
    const { status, json } = await ask('PATCH', '/flows/commands', body)

    expect([status, typeof json.error]).toEqual([400, 'string'])
    expect((await ask('GET', '/flows/status')).json).toEqual(before)
  })
})

describe('a soft stop', () => {
  test('of a flow with work in hand says stopping, and the flow stops when its last run has ended', async () => {
    await make('busy', 'idle')
    const runs = [await work('busy'), await work('busy')]

    expect((await command('stop', ['busy', 'idle'])).json.details).toEqual([
      { flow_id: 'busy', status: 'stopping' },
      { flow_id: 'idle', status: 'stopped' },
    ])
    expect((await control('POST', '/flows/busy/runs')).status).toBe(409)
    for (const run of runs) {
      await app.settled()
      expect((await statusOf('busy')).status).toBe('stopping')
      await control('POST', `/runs/${run}/cancel`)
    }
    await app.settled()

    expect((await statusOf('busy')).status).toBe('stopped')
    expect(await read(app.table, 'flow', 'default', 'busy')).not.toHaveProperty('drains')
  })

  test('waits a second for what is in hand', async () => {
    await make('brief')
    const run = await work('brief')
    const stopping = command('stop', ['brief'])
    for (let turn = 0; turn < 100 && (await statusOf('brief')).status !== 'stopping'; turn++);
    await control('POST', `/runs/${run}/cancel`)

    expect((await stopping).json.details).toEqual([{ flow_id: 'brief', status: 'stopped' }])
  })
})

test('a hard stop drops what is in hand, also of a flow that is stopping; a flow started anew keeps what it begins', async () => {
  await make('hard')
  const dropped = await work('hard')
  await command('stop', ['hard'])
  expect((await command('stop', ['hard'], { type: 1 })).json.details).toEqual([{ flow_id: 'hard', status: 'stopped' }])
  await command('start', ['hard'])
  const kept = await work('hard')
  await app.settled()

  expect((await control('GET', `/runs/${dropped}`)).json.status).toBe('cancelled')
  expect((await control('GET', `/runs/${kept}`)).json.status).toBe('in-progress')
})

test('a pause keeps what is in hand until the flow is resumed or stopped', async () => {
  await make('kept')
  await work('kept')
  await command('pause', ['kept'])

  expect((await command('stop', ['kept'])).json.details).toEqual([{ flow_id: 'kept', status: 'stopping' }])
})
