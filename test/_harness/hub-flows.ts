import type { LocalOptions } from '../../lib/local/app.ts'
import { startHub } from './oih.ts'

export const componentId = '5ca5c44c187c040010a9bb8b'
export const node = (id: string, more: object = {}) => ({ id, componentId, function: 'run', ...more })
export const graph = { nodes: [node('step_1')], edges: [] }

/** The product with callers of the hub, and what makes flows and templates there. */
export async function startHubFlows(options: Partial<LocalOptions> = {}) {
  const hub = await startHub(options)
  const { app, admin } = hub
  const call = async (method: string, path: string, body?: unknown, token = admin) => {
    const { status, json } = await hub.hub(method, path, token, body)
    return { status, json }
  }
  const make = async (more: object = {}, token = admin) =>
    (await call('POST', '/flows', { name: 'A to B', graph, ...more }, token)).json.data as { id: string }
  const template = async (more: object = {}, token = admin) =>
    (await call('POST', '/templates', { name: 'A to B', graph, ...more }, token)).json.data as { id: string }
  const statusOf = async (id: string) => (await call('GET', `/flows/${id}`)).json.data.status as string
  const start = async (id: string) => {
    await call('POST', `/flows/${id}/start`)
    await app.settled()
  }
  /** What is told of a refusal. */
  const told = (answer: { json: { errors?: { message: string }[] } }) =>
    answer.json.errors?.map(({ message }) => message)
  return { ...hub, call, make, template, statusOf, start, told }
}
