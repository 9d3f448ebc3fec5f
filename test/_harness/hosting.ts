import { afterAll } from 'vitest'
import type { HostedFlowReport } from '../../lib/core/agents/hosted-flows.ts'
import { enrolAgent, enrolmentToken, type ScriptedAgent } from './agents.ts'
import { administrator, startTestApp } from './app.ts'
import { testClock } from './clock.ts'
import { graph } from './hub-flows.ts'

/** An agent that hosts flows, and which of them it has. */
export type HostingAgent = ScriptedAgent & { said: { flowsGeneration: number } }

/** What an agent says of a flow: flows of Open Integration Hub have their id for a key. */
export const says = (
  id: string,
  state: HostedFlowReport['state'],
  startGeneration = 1,
  more: Partial<HostedFlowReport> = {},
) => [{ flow: id, flowId: id, startGeneration, state, ...more }]

/** The product with agents that say what a test makes them say, and flows that are placed on their servers. */
export async function startHosting() {
  const clock = testClock('2027-01-04T00:00:00.000Z')
  const app = await startTestApp({ timers: clock })
  afterAll(() => app.stop())
  const token = await app.tokenFor(administrator)
  const enrolment = await enrolmentToken(app, administrator)
  const control = (method: string, path: string, body?: unknown) => app.request(method, `/v1${path}`, { token, body })
  let made = 0
  const makeFlow = async (): Promise<string> => {
    const flow = { name: `Flow ${++made}`, graph }
    const { data } = (await app.functions.invoke('oih-CreateFlow', { flow })) as { data: { id: string } }
    return data.id
  }
  return {
    app,
    clock,
    token,
    enrolment,
    control,
    makeFlow,
    /** A flow that is placed on servers, or on whatever is said. */
    placed: async (placement: object): Promise<string> => {
      const id = await makeFlow()
      const answer = await control('PUT', `/flows/${id}/placement`, placement)
      if (answer.status !== 200) throw new Error(answer.text)
      await app.settled()
      return id
    },
    agentNamed: async (name: string): Promise<HostingAgent> => {
      const agent = await enrolAgent(app, enrolment, name)
      await app.settled()
      return { ...agent, said: { flowsGeneration: 0 } }
    },
    /** Checks in: gives what the agent is told of flows, undefined for nothing new. */
    checkIn: async (agent: HostingAgent, flows: Partial<HostedFlowReport>[] = []) => {
      const { json } = await agent.checkIn({ flowsGeneration: agent.said.flowsGeneration, flows })
      agent.said.flowsGeneration = json.desired?.flowsGeneration ?? agent.said.flowsGeneration
      await app.settled()
      return json.desired?.flows
    },
    shown: async (id: string) => (await control('GET', `/flows/${id}`)).json,
    command: async (id: string, name: string): Promise<string> => {
      const answer = await control('POST', `/flows/${id}/${name}`)
      await app.settled()
      return answer.json.status as string
    },
  }
}
