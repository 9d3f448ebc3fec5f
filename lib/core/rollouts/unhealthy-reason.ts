import type { Hosting } from '../flows/hosting.ts'
import { own } from '../own.ts'
import type { Command } from '../servers/command.ts'
import type { Observed, Server, ServerApplication } from '../servers/server.ts'

/** A server that runs, and what it was told and has said. */
interface Health {
  command: Command
  observed: Observed
  desired: Server['desired']
  /** What is reported of applications, flow by flow. */
  applications: readonly ServerApplication[]
  /** The flows that it hosts. */
  hostings: readonly Hosting[]
}

interface Reason {
  message: string
  /** It does not get better by itself. */
  isFinal: boolean
  isOfHostedFlow?: true
}

/** What keeps a server that runs from being healthy: an application or a flow that is not as it was, or as it is to be. */
export function unhealthyReason({ command, observed, desired, applications, hostings }: Health): Reason | undefined {
  for (const [name, former] of Object.entries(command.baseline)) {
    if (former.status === 'failed') continue
    const now = own(observed.applications, name)
    if (!now) return { message: `Application ${name} is not back.`, isFinal: false }
    if (now.status === 'failed')
      return { message: `Application ${name} failed: ${now.cause ?? 'no cause given'}.`, isFinal: true }
    const wanted = own(desired.applications, name)?.state ?? former.status
    if (now.status !== wanted)
      return { message: `Application ${name} is ${now.status}, not ${wanted}.`, isFinal: false }
    if (now.digest === former.digest) continue
    if (now.running + now.paused + now.stopped < former.flowCount) {
      return { message: `Application ${name} has lost flows.`, isFinal: false }
    }
    const flows = wanted === 'started' ? (applications.find((one) => one.name === name)?.flows ?? []) : []
    const asked = own(desired.applications, name)?.flows
    const idle = flows.find((flow) => flow.status !== (own(asked, flow.name) ?? 'running'))
    if (idle) return { message: `Flow ${idle.name} of application ${name} is ${idle.status}.`, isFinal: false }
  }
  const coming = hostings.find((hosting) => isComingBack(hosting, observed.bootId))
  return coming && { message: `Flow ${coming.flowKey} does not run again.`, isFinal: false, isOfHostedFlow: true }
}

/** Whether a flow is to run there, did not fail, and is not said to run since the restart. Agents of before say nothing of flows. */
function isComingBack({ state, flowId, startGeneration, report, reportOrder }: Hosting, bootId: string): boolean {
  if (state !== 'running' || report?.flowId !== flowId || report.startGeneration !== startGeneration) return false
  if (report.state === 'starting') return true
  return report.state === 'running' && reportOrder?.startsWith(`${bootId} `) !== true
}
