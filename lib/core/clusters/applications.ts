import { desire } from '../servers/order-server.ts'
import { isUp, type Watched } from '../servers/server-status.ts'
import type { ApplicationStatus, DesiredApplication, Server } from '../servers/server.ts'

/**
 * Applications of servers, alone or in a cluster. What is asked for goes into each server's desired document; what is
 * shown is what the servers report.
 */
export interface ApplicationView {
  name: string
  status: Exclude<ApplicationStatus, 'failed'>
}

/** From least to most: what several servers carry together is as far as the one that is furthest behind. */
const progress: readonly ApplicationView['status'][] = ['disposed', 'initialised', 'stopped', 'started']

/** The applications that servers which are up carry, by name. One that failed on all of them is not there. */
export function applicationsOf(watched: readonly Watched[]): ApplicationView[] {
  const found = new Map<string, ApplicationView['status']>()
  for (const { server, status } of watched) {
    if (!isUp(status)) continue
    for (const [name, application] of Object.entries(server.observed?.applications ?? {})) {
      if (application.status === 'failed') continue
      const known = found.get(name)
      const least = Math.min(progress.indexOf(known ?? 'started'), progress.indexOf(application.status))
      found.set(name, progress[least] ?? application.status)
    }
  }
  return [...found].map(([name, status]) => ({ name, status })).sort((one, other) => (one.name < other.name ? -1 : 1))
}

export type ApplicationAction = 'start' | 'stop' | 'restart'

/**
 * Starts, stops or restarts applications on every server that carries them; the names that were found, and the change.
 * What is as asked for already changes nothing. An unknown name is none of those acted on.
 */
export function actOnApplications(
  watched: readonly Watched[],
  names: readonly string[],
  action: ApplicationAction,
  by: string,
) {
  const there = new Set(applicationsOf(watched).map(({ name }) => name))
  const found = [...new Set(names)].filter((name) => there.has(name))
  const change = watched.flatMap(({ server }) => {
    const wanted = found.filter((name) => server.observed?.applications[name] !== undefined)
    const applications = { ...server.desired.applications }
    for (const name of wanted) {
      const application = next(applications[name], action)
      if (application) applications[name] = application
    }
    return JSON.stringify(applications) === JSON.stringify(server.desired.applications)
      ? []
      : [desire(server, { applications }, by)]
  })
  return { found, change }
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
  [name]: change(server.desired.applications[name] ?? {}),
})
