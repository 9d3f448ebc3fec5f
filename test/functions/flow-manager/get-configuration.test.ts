import { describe, expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { app, ask, authorization } = await startFlowManager()
const task = (task_id: string, ...dependencies: string[]) => ({ task_id, type: 'log', dependencies })
await ask('POST', '/flows', [{ id: 'one', name: 'One', task_configs: [task('a')] }, { id: 'two' }, { id: 'three' }])

describe('paths', () => {
  test.each([
    ['GET', '/flows/', 200],
    ['GET', '/flows/one/', 200],
    ['GET', '/flows/%6fne', 200],
    ['GET', '/flows/status/', 200],
    ['GET', '/nothing', 404],
    ['GET', '/flows/One', 404],
    ['POST', '/flows/commands/pause', 404],
  ])('%s %s is answered %i', async (method, path, status) => {
    expect((await ask(method, path)).status).toBe(status)
  })

  test.each([
    ['GET', '/flows/commands', 'PATCH'],
    ['PUT', '/flows/commands', 'PATCH'],
    ['DELETE', '/flows/commands/', 'PATCH'],
    ['POST', '/flows/commands', 'PATCH'],
    ['PUT', '/flows/status', 'GET'],
    ['DELETE', '/flows/status', 'GET'],
    ['POST', '/flows/status', 'GET'],
    ['POST', '/flows/status/pause', 'GET'],
    ['PATCH', '/flows', 'GET, POST'],
    ['POST', '/flows/one', 'DELETE, GET, PUT'],
  ])('%s %s is 405 and allows %s', async (method, path, allow) => {
    const { status, headers, json } = await ask(method, path, method === 'GET' ? undefined : {})

    expect([status, headers.get('allow')?.split(', ').sort().join(', '), typeof json.error]).toEqual([
      405,
      allow,
      'string',
    ])
  })

  test('without credentials are answered 401 and ask for them', async () => {
    const { status, headers, json } = await app.request('GET', '/flow-manager/flows')

    expect([status, headers.get('www-authenticate'), typeof json.error]).toEqual([
      401,
      'Basic realm="flow-manager", charset="UTF-8"',
      'string',
    ])
  })

  test('take JSON of whichever media type', async () => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const body = JSON.stringify({ command: 'start', flow_ids: ['one'] })

    expect((await app.request('PATCH', '/flow-manager/flows/commands', { headers, body })).status).toBe(200)
  })
})
