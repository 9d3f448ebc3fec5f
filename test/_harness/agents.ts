import type { HostedFlowReport, HostedRunReport, WantedFlows, WantedRun } from '../../lib/core/agents/hosted-flows.ts'
import type { TestApp, TestUser } from './app.ts'

/** A runtime's agent by hand: says exactly what a test makes it say. Servers are made at enrolment. */
export interface ScriptedAgent {
  agentId: string
  serverId: string
  credential: string
  /** Checks in once. `report` says what it carries; a new `boot` is a restart. */
  checkIn: (said?: CheckInRequest) => Promise<{ status: number; json: CheckInResponse }>
}

export interface CheckInRequest {
  boot?: number
  seq?: number
  status?: string
  observedGeneration?: number
  commandGeneration?: number
  commandFailure?: { generation: number; cause: string }
  applications?: ReturnType<typeof application>[]
  runtimeVersion?: string
  metrics?: object
  /** Without a report. */
  isIdle?: true
  /** Of an agent that hosts flows, and what it says of them. */
  flowsGeneration?: number
  flows?: readonly Partial<HostedFlowReport>[]
  runs?: readonly HostedRunReport[]
  serverId?: string
}

export interface CheckInResponse {
  nextSeconds: number
  desired?: {
    serverId: string
    generation: number
    command?: { kind: string; generation: number; validSeconds: number }
    cluster?: { id: string }
    flowsGeneration?: number
    flows?: WantedFlows
    runs?: WantedRun[]
    applications: Record<
      string,
      { state?: string; restartGeneration?: number; flows?: Record<string, string>; endpoints?: Record<string, string> }
    >
  }
  reportWanted?: boolean
  metricsWanted?: boolean
}

export async function enrolmentToken(app: TestApp, owner: TestUser, options: object = {}): Promise<string> {
  const answer = await app.request('POST', '/v1/enrolment-tokens', {
    token: await app.tokenFor(owner),
    body: { autoRegister: true, maxUses: 1000, ...options },
  })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.json.token as string
}

export const agentUrlOf = (name: string): string => `http://${name.toLowerCase()}.test:7777/mmc-support`

export async function enrolAgent(
  app: TestApp,
  token: string,
  name: string,
  runtimeVersion = '3.8.0',
): Promise<ScriptedAgent> {
  const answer = await app.request('POST', '/agent/agents', {
    token,
    body: { protocol: 1, name, agentUrl: agentUrlOf(name), hostIp: '10.0.0.1', runtimeVersion },
  })
  if (answer.status !== 201) throw new Error(answer.text)
  const { agentId, credential, serverId } = answer.json as { agentId: string; credential: string; serverId: string }
  let boot = 1
  let seq = 0
  let generation = 0
  return {
    agentId,
    serverId,
    credential,
    async checkIn(said = {}) {
      if (said.boot !== undefined && said.boot !== boot) [boot, seq] = [said.boot, 0]
      const report = {
        runtimeVersion: said.runtimeVersion ?? runtimeVersion,
        hostIp: '10.0.0.1',
        uptimeSeconds: 60,
        commandGeneration: said.commandGeneration ?? 0,
        commandFailure: said.commandFailure,
        applications: said.applications ?? [],
      }
      const checkedIn = await app.request('POST', `/agent/agents/${agentId}/check-in`, {
        token: credential,
        body: {
          protocol: 1,
          bootId: `0000000${boot}-hand`,
          seq: said.seq ?? ++seq,
          status: said.status ?? 'running',
          observedGeneration: said.observedGeneration ?? generation,
          serverId: said.serverId ?? serverId,
          ...(said.isIdle ? {} : { report }),
          metrics: said.metrics,
          flowsGeneration: said.flowsGeneration,
          flows: said.flows,
          runs: said.runs,
        },
      })
      generation = (checkedIn.json as CheckInResponse).desired?.generation ?? generation
      return { status: checkedIn.status, json: checkedIn.json as CheckInResponse }
    },
  }
}

/** An application as an agent reports it: flow names with their states. Each flow has a VM endpoint of its name. */
export const application = (
  name: string,
  flows: Record<string, 'running' | 'paused' | 'stopped'>,
  status = 'started',
) => ({
  name,
  status,
  flows: Object.entries(flows).map(([flow, state]) => ({
    name: flow,
    kind: 'flow',
    status: state,
    endpoints: [
      {
        id: `endpoint.vm.${flow.toLowerCase()}`,
        address: flow.toLowerCase(),
        type: 'VM',
        connector: 'connector.VM.mule.default',
        status: state === 'running' ? 'started' : 'stopped',
        synchronous: true,
        filtered: false,
        transacted: false,
      },
    ],
  })),
})
