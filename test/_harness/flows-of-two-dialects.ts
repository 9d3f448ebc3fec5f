import { afterAll } from 'vitest'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import { administrator, startTestApp, type Answer } from './app.ts'
import { labelledFlow, namedFlow } from './flow-items.ts'

/** The product with an AppFlow flow `named`, a draft, and one of a dialect whose names repeat; and the control API. */
export async function startWithFlows() {
  const app = await startTestApp()
  afterAll(() => app.stop())
  const token = await app.tokenFor(administrator)
  const newId = idSource(() => new Date())
  const named = await app.makeFlow(namedFlow('named', newId()))
  const labelled = await app.makeFlow(labelledFlow('A to B', newId()))
  const onDemand = await app.makeFlow(namedFlow('on-demand', newId(), { trigger: { kind: 'on-demand' } }))
  const control = (method: string, path: string, body?: unknown, as = token): Promise<Answer> =>
    app.request(method, `/v1${path}`, { token: as, body })
  return { app, token, control, named, labelled, onDemand, newId }
}
