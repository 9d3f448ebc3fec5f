import { hasFailed, isComingBack, isReportedBy, type Hosting } from '../flows/hosting.ts'
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
  const isNew = ({ flowKey }: Hosting) => command.failedFlows?.includes(flowKey) !== true
  const failed = hostings.find((one) => hasFailed(one) && isReportedBy(one, observed.bootId) && isNew(one))
  if (failed)
    return { message: `Flow ${failed.flowKey} failed: ${failed.report?.cause ?? 'no cause given'}.`, isFinal: true }
  const coming = hostings.find((one) => isComingBack(one, observed.bootId))
  return coming && { message: `Flow ${coming.flowKey} does not run again.`, isFinal: false, isOfHostedFlow: true }
}
