import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import type { Flow } from '../flows/flow.ts'
import { startGenerationOf } from '../flows/host-flow.ts'
import { reportOfStart } from '../flows/hosting.ts'
import type { Standing } from '../flows/settle-hosted-flow.ts'
import { secondsAfter } from '../time.ts'
import type { Starter } from '../usage/usage.ts'
import { createRun, notActive, runOf, type FirstMessage } from './begin-run.ts'
import { countRun } from './count-run.ts'
import type { HostedRun } from './hosted-run.ts'
import { createMessage, firstMessageId } from './message.ts'
import type { Run, RunTrigger } from './run.ts'

/** How long a runtime may take to hear of a run. */
export const deliverySeconds = 10 * 60
const secondsKept = 15 * 24 * 60 * 60

interface NewHostedRun {
  id: string
  trigger: RunTrigger
  asker?: Starter
  definitionVersion?: number
  /** As a run of the service would begin; the runtime is given what each of them is. */
  first: readonly FirstMessage[]
  /** Of a webhook's run: what its caller calls it. */
  externalId?: string
}

/**
 * Begins a run on one of the runtimes that run its flow; which one follows from the id. Refused: `flow-not-active`, also when no
 * runtime is heard, `flow-without-first-step`, `run-too-large` for a payload that does not fit into a check-in's answer, `run-quota-exceeded`.
 */
export function beginHostedRun(flow: Flow, standings: readonly Standing[], { first, ...asked }: NewHostedRun) {
  if (flow.status !== 'active') throw notActive(flow)
  const [message] = first
  if (!message) throw new DomainError('flow-without-first-step', `Flow ${flow.handle} has no first step.`)
  if (message.payloadId !== undefined)
    throw new DomainError(
      'run-too-large',
      `What a run of flow ${flow.handle} is given must be under 30 kB: it runs on runtimes.`,
    )
  const host = hostOf(flow, standings, asked.id)
  if (!host) throw new DomainError('flow-not-active', `No runtime runs flow ${flow.handle} at the moment.`)
  const { id, trigger } = asked
  const run: Run = { ...runOf(flow, asked, [message]), externalId: asked.externalId, hostedBy: host }
  const { tenant, key: flowKey, id: flowId } = flow
  const item: HostedRun = {
    tenant,
    ...host,
    runId: id,
    flowId,
    flowKey,
    payload: message.payload,
    notAfter: secondsAfter(trigger.at, deliverySeconds),
    expiresAt: Math.floor(Date.parse(trigger.at) / 1000) + secondsKept,
  }
  const change = [
    { kind: 'check', entity: 'flow', before: flow },
    createRun(run),
    createMessage(run, { sizeBytes: 0, ...message, id: firstMessageId(id, 0), at: trigger.at }, 'hosted'),
    { kind: 'put', entity: 'hosted-run', item },
    ...countRun(run, 1).change,
  ] as const satisfies Change
  return { after: run, change }
}

function hostOf(flow: Flow, standings: readonly Standing[], runId: string) {
  const start = { flowId: flow.id, startGeneration: startGenerationOf(flow) }
  const running = standings.filter(({ isLive, report }) => isLive && reportOfStart(start, report)?.state === 'running')
  const chosen = running[Number.parseInt(runId.replaceAll('-', '').slice(-6), 16) % running.length]
  return chosen && { serverId: chosen.serverId, agentId: chosen.agentId }
}
