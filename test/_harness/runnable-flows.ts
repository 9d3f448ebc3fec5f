import { afterAll } from 'vitest'
import type { Step } from '../../lib/core/flows/definition.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import type { Run } from '../../lib/core/runs/run.ts'
import type { LocalOptions } from '../../lib/local/app.ts'
import { administrator, startTestApp, type Answer } from './app.ts'
import { runnableFlow } from './flow-items.ts'

/** The product, the control API, and flows that can be run at once. */
export async function startForRuns(options: Partial<LocalOptions> = {}) {
  const app = await startTestApp(options)
  afterAll(() => app.stop())
  const token = await app.tokenFor(administrator)
  const control = (method: string, path: string, body?: unknown, as = token): Promise<Answer> =>
    app.request(method, `/v1${path}`, { token: as, body })
  return {
    app,
    token,
    control,
    flowOf: (label: string, ...steps: Step[]): Promise<Flow> => app.makeFlow(runnableFlow(label, steps)),
    /** Begins a run; the answer of its beginning. */
    begin: async (flow: Flow, payload?: unknown) =>
      (await control('POST', `/flows/${flow.handle}/runs`, payload === undefined ? {} : { payload })).json as {
        id: string
      },
    /** A run as it is when all that can be done at once is done. */
    settledRun: async (id: string, query = '') => {
      await app.settled()
      return (await control('GET', `/runs/${id}${query}`)).json
    },
  }
}

export const log = (id = 'log'): Step => ({ id, component: 'log', settings: {} })
export const transform = (id: string, expression: string): Step => ({
  id,
  component: 'transform',
  settings: { expression },
})
export const delay = (seconds: number, id = 'delay'): Step => ({ id, component: 'delay', settings: { seconds } })
/** A step of a component that nobody has registered, which fails at once. */
export const unregistered = (id = 'unregistered'): Step => ({ id, component: `nobodys-${id}`, settings: {} })

/** A run as the store keeps it, with overrides. */
export const storedRun = (more: Partial<Run> = {}): Run => ({
  tenant: 'default',
  flowId: 'a'.repeat(24),
  flowKey: 'f1',
  flowName: 'f1',
  madeBy: 'oih',
  id: '019b76da-a800-7000-8000-000000000001',
  version: 1,
  definitionVersion: 1,
  status: 'in-progress',
  trigger: { kind: 'api', at: '2026-01-01T00:00:00.000Z', by: 'ann' },
  begunWith: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  deadlineAt: '2026-01-15T00:00:00.000Z',
  counters: { started: 1, succeeded: 0, errors: 0, cancelled: 0 },
  steps: {},
  figures: {},
  ...more,
})
