import { afterAll } from 'vitest'
import type { LocalOptions } from '../../lib/local/app.ts'
import { administrator, password, startTestApp, type Answer } from './app.ts'

/** The product, and its flow-manager API as its clients call it: with a name and password. */
export async function startFlowManager(options: Partial<LocalOptions> = {}) {
  const app = await startTestApp(options)
  afterAll(() => app.stop())
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
  const token = await app.tokenFor(administrator)
  const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    app.request(method, `/flow-manager${path}`, { headers: { authorization }, body })
  const command = (command: string, flow_ids?: string[] | null, more: object = {}) =>
    ask('PATCH', '/flows/commands', { command, flow_ids, ...more })
  const control = (method: string, path: string, body?: unknown) => app.request(method, `/v1${path}`, { token, body })

  /** Started flows whose first task passes on what it is given at once, and whose second keeps it for an hour. */
  async function make(...ids: string[]): Promise<void> {
    const task_configs = [
      { task_id: 'first', type: 'log' },
      { task_id: 'slow', type: 'delay', dependencies: ['first'], params: { seconds: 3600 } },
    ]
    await ask(
      'POST',
      '/flows',
      ids.map((id) => ({ id, task_configs })),
    )
    await command('start', ids)
  }

  /** Begins a run of such a flow, and gives its id. */
  async function work(id: string): Promise<string> {
    const { json } = await control('POST', `/flows/${id}/runs`)
    await app.settled()
    return json.id as string
  }
  return {
    app,
    authorization,
    ask,
    command,
    control,
    make,
    work,
    statusOf: async (id: string) => (await ask('GET', `/flows/status/${id}`)).json,
    /** Ids of flows in the order of a list. */
    listed: async (query = '') => ((await ask('GET', `/flows${query}`)).json as { id: string }[]).map(({ id }) => id),
  }
}
