import { createHash } from 'node:crypto'
import type { HostedFlowReport, HostedRunReport, WantedFlow } from '#core/agents/hosted-flows.ts'
import type { Desired, Send } from '../../lib/simulator/protocol.ts'
import type { Graph } from './node-red.ts'

interface Said {
  status: string
  bootId: string
  flowsGeneration: number
  report?: { commandGeneration: number; commandFailure?: object; applications: object[] }
  flows?: HostedFlowReport[]
  runs?: HostedRunReport[]
}

export interface ControlPlane {
  reach: 'up' | 'cut off' | 'refused'
  said: Said[]
  /** What was last heard of each flow and run. */
  flows: Record<string, HostedFlowReport>
  runs: Record<string, HostedRunReport>
  fetched: number
  enrolments: number
  desired: Desired
  want: (flow: string, change: Partial<WantedFlow>) => void
  start: (flow: string, graph: Graph, sha256?: string) => void
  change: (change: Partial<Desired>) => void
  send: Send
}

/** A control plane that says what a test makes it say, and notes what it hears. */
export function scriptedControlPlane(): ControlPlane {
  const definitions = new Map<string, string>()
  const flows: Record<string, WantedFlow> = {}
  const plane: ControlPlane = {
    reach: 'up',
    said: [],
    flows: {},
    runs: {},
    fetched: 0,
    enrolments: 0,
    desired: { serverId: 's1', generation: 1, applications: {}, flowsGeneration: 0, flows },
    want(flow: string, change: Partial<WantedFlow>) {
      flows[flow] = { ...(flows[flow] as WantedFlow), ...change }
      plane.change({})
    },
    start(flow: string, graph: Graph, sha256?: string) {
      const text = JSON.stringify({ flowId: `id-${flow}`, version: 1, ...graph })
      definitions.set(`/agents/a1/flows/${flow}/definitions/1`, text)
      plane.want(flow, {
        flowId: `id-${flow}`,
        definitionVersion: 1,
        definitionSha256: sha256 ?? createHash('sha256').update(text).digest('hex'),
        state: 'running',
        startGeneration: (flows[flow]?.startGeneration ?? 0) + 1,
      })
    },
    change(change: Partial<Desired>) {
      const { flowsGeneration = 0 } = plane.desired
      plane.desired = { ...plane.desired, ...change, flowsGeneration: flowsGeneration + 1 }
    },
    async send(path, body) {
      if (plane.reach === 'cut off') throw new Error('cut off')
      if (plane.reach === 'refused') return { status: 401, body: {} }
      if (path === '/agents') {
        plane.enrolments++
        return { status: 201, body: { agentId: 'a1', credential: 'secret' } }
      }
      if (!path.endsWith('/check-in')) {
        plane.fetched++
        const text = definitions.get(path)
        return text === undefined ? { status: 404, body: {} } : { status: 200, body: JSON.parse(text) as unknown, text }
      }
      const said = body as Said
      plane.said.push(said)
      for (const report of said.flows ?? []) plane.flows[report.flow] = report
      for (const report of said.runs ?? []) plane.runs[report.runId] = report
      const isBehind = said.flowsGeneration !== plane.desired.flowsGeneration
      return { status: 200, body: { nextSeconds: 15, desired: isBehind ? plane.desired : undefined } }
    },
  }
  return plane
}
