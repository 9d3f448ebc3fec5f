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
  return {
    app,
    authorization,
    ask,
    command: (command: string, flow_ids?: string[] | null, more: object = {}) =>
      ask('PATCH', '/flows/commands', { command, flow_ids, ...more }),
    control: (method: string, path: string, body?: unknown) => app.request(method, `/v1${path}`, { token, body }),
    /** Ids of flows in the order of a list. */
    listed: async (query = '') => ((await ask('GET', `/flows${query}`)).json as { id: string }[]).map(({ id }) => id),
  }
}
