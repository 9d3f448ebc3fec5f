import { expect, test } from 'vitest'
import { startFlowManager } from '../_harness/flow-manager.ts'

/** The worked example of docs/dialects/flow-manager.md 6, one request after the other. */
const { ask } = await startFlowManager()

const stopped = (id: string) => ({ flow_id: id, status: 'stopped' })
const running = (id: string) => ({ flow_id: id, status: 'running' })

const exchanges: [method: string, path: string, body: unknown, status: number, answer?: unknown][] = [
  [
    'POST',
    '/flows',
    [{ id: 'flow1' }, { id: 'flow2', name: 'Zwei' }],
    201,
    { details: [stopped('flow1'), stopped('flow2')] },
  ],
  ['POST', '/flows', [{ id: 'flow3' }, { id: 'flow1' }], 400, { details: [{ index: 1, flow_id: 'flow1' }] }],
  ['GET', '/flows/flow3', undefined, 404],
  ['POST', '/flows', { id: 'flow3' }, 400],
  ['GET', '/flows/flow1', undefined, 200, { id: 'flow1', flow_id: 'flow1', name: 'flow1', task_configs: [] }],
  ['GET', '/flows/nope', undefined, 404],
  [
    'PATCH',
    '/flows/commands',
    { command: 'start', flow_ids: ['flow1', 'flow2'] },
    200,
    { status: 'Flows started', details: [running('flow1'), running('flow2')] },
  ],
  ['PATCH', '/flows/commands', { command: 'pause', flow_ids: ['flow1'] }, 200, { status: 'Flows paused' }],
  ['GET', '/flows/status', undefined, 200, { flow1: { status: 'paused' }, flow2: { status: 'running' } }],
  [
    'PATCH',
    '/flows/commands',
    { command: 'resume', flow_ids: ['flow1'] },
    200,
    { status: 'Flows resumed', details: [running('flow1')] },
  ],
  [
    'PATCH',
    '/flows/commands',
    { command: 'stop', type: 1 },
    200,
    { status: 'Flows stopped', details: [stopped('flow1'), stopped('flow2')] },
  ],
  [
    'PATCH',
    '/flows/commands',
    { command: 'pause', flow_ids: ['flow1'] },
    400,
    { error: 'No flow was paused', details: [{ ...stopped('flow1'), error: 'cannot pause a stopped flow' }] },
  ],
  ['PATCH', '/flows/commands', { command: 'explode' }, 400],
  [
    'PUT',
    '/flows/flow2',
    { name: 'Two', task_configs: [] },
    200,
    { status: 'Configuration updated', details: [stopped('flow2')] },
  ],
  ['PUT', '/flows/nope', {}, 400],
  [
    'DELETE',
    '/flows/flow2',
    undefined,
    200,
    { status: 'Configuration deleted', details: [{ flow_id: 'flow2', status: 'deleted' }] },
  ],
  ['DELETE', '/flows/flow2', undefined, 400],
  ['GET', '/flows/status/flow2', undefined, 404],
]

test.each(exchanges)('%s %s %j is answered %i', async (method, path, body, status, answer) => {
  const given = await ask(method, path, body)

  expect(given.status).toBe(status)
  expect(given.headers.get('content-type')).toBe('application/json')
  if (answer !== undefined) expect(given.json).toMatchObject(answer as object)
  if (status >= 400) expect(given.json.error).toEqual(expect.stringMatching(/^\S.*\S$/))
})
