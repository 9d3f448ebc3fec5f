import type { Actor } from '../actor.ts'
import { own } from '../own.ts'
import { updateDesired } from './command-server.ts'
import { isUp, type ServerHealth } from './server-status.ts'
import type { ApplicationStatus, DesiredApplication, Server } from './server.ts'
import { together, type Standing } from './together.ts'

/**
 * Applications of servers, alone or in a cluster. What is asked for goes into each server's desired document; what is
 * shown is what the servers report.
 */
export interface ApplicationView {
  name: string
  status: Exclude<ApplicationStatus, 'failed'>
}

type Shown = ApplicationView['status']

/** An application on one server. */
interface Instance extends Standing<Shown> {
  reported: ApplicationStatus
}

/** From least to most. `initialised`: there, and neither started nor stopped on all of them. */
const order = { progress: ['disposed', 'initialised', 'stopped', 'started'], between: 'initialised' } as const

/** Whether an application is there at all: one that failed wherever it is reported is not, nor are its flows. */
export const isThere = (statuses: readonly ApplicationStatus[]): boolean =>
  statuses.some((status) => status !== 'failed')

/** The applications that servers which are up carry, by name. Where one has failed it is there and does not run. */
export function applicationsOf(watched: readonly ServerHealth[]): ApplicationView[] {
  const found = new Map<string, [Instance, ...Instance[]]>()
  for (const { server, status: serverStatus } of watched) {
    if (!isUp(serverStatus)) continue
    for (const [name, { status, placement }] of Object.entries(server.observed?.applications ?? {})) {
      const wanted = wantedState(own(server.desired.applications, name), placement !== undefined)
      // A failed one that is to be stopped is: it will not come nearer to it.
      const failed = wanted === 'stopped' ? 'stopped' : 'initialised'
      const instance: Instance = { reported: status, status: status === 'failed' ? failed : status, wanted }
      const known = found.get(name)
      found.set(name, known ? [...known, instance] : [instance])
    }
  }
  return [...found]
    .filter(([, instances]) => isThere(instances.map(({ reported }) => reported)))
    .map(([name, standings]) => ({ name, status: together(standings, order) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** What a deployment put there and no deployment wants any more is on its way out. */
const wantedState = (desired: DesiredApplication | undefined, wasPlaced: boolean): Shown =>
  wasPlaced && desired?.versionId === undefined ? 'disposed' : (desired?.state ?? 'started')

/** Whether a server has an application, or is to have it: a server that is down or waiting for it is asked too. */
export const carries = ({ desired, observed }: Server, name: string): boolean =>
  own(desired.applications, name) !== undefined || own(observed?.applications, name) !== undefined

export type ApplicationAction = 'start' | 'stop' | 'restart'

/**
 * Starts, stops or restarts applications on every server that carries them; the names that were found, and the change.
 * What is as asked for already changes nothing. An unknown name is none of those acted on.
 */
export function actOnApplications(
  watched: readonly ServerHealth[],
  names: readonly string[],
  action: ApplicationAction,
  actor: Actor,
) {
  const there = new Set(applicationsOf(watched).map(({ name }) => name))
  const found = [...new Set(names)].filter((name) => there.has(name))
  const change = watched.flatMap(({ server }) => {
    const wanted = found.filter((name) => carries(server, name))
    const applications = { ...server.desired.applications }
    for (const name of wanted) {
      const application = next(own(applications, name), action)
      if (application) applications[name] = application
    }
    return JSON.stringify(applications) === JSON.stringify(server.desired.applications)
      ? []
      : [updateDesired(server, { applications }, actor)]
  })
  return { after: { found }, change }
}

function next(application: DesiredApplication | undefined, action: ApplicationAction): DesiredApplication | undefined {
  if (action === 'stop') return { ...application, state: 'stopped' }
  // Starting an application runs its flows and endpoints (docs/dialects/mmc.md 2): what was stopped singly is forgotten.
  const { restartGeneration = 0, ...given } = application ?? {}
  const rest = { ...given, flows: undefined, endpoints: undefined }
  if (action === 'restart') return { ...rest, state: 'started', restartGeneration: restartGeneration + 1 }
  return application?.state === 'stopped' ? { ...rest, state: 'started', restartGeneration } : application
}

/** The desired state of one application of a server, changed by `change`. */
export const desiredWith = (
  server: Server,
  name: string,
  change: (application: DesiredApplication) => DesiredApplication,
): Record<string, DesiredApplication> => ({
  ...server.desired.applications,
  [name]: change(own(server.desired.applications, name) ?? {}),
})
