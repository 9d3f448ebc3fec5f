import { useMemo, useState } from 'react'
import type { Permission } from '#core/users/permissions.ts'
import { call } from '../../api/client.ts'
import { useEach } from '../../api/each.ts'
import { useWatch, type Watched } from '../../api/watch.ts'
import { useMay } from '../../session.ts'
import { isAway } from '../server/is-up.ts'
import { useDetails } from '../server/details.ts'
import type { Estate } from './problems.ts'

/** What the overview looks through, and what it takes to see it. */
const parts = {
  servers: 'servers.read',
  'clusters and rollouts': 'clusters.read',
  deployments: 'deployments.read',
  flows: 'flows.read',
  runs: 'runs.read',
} as const satisfies Record<string, Permission>

/** So many flows whose runs failed are asked about one by one at most. */
const mostAsked = 20

/** Everything that the overview is made of, of what may be seen. */
export function useEstate() {
  const may = useMay()
  const servers = useWatch(may('servers.read') ? 'GET /mmc/api/servers' : undefined, {})
  const clusters = useWatch(may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const deployments = useWatch(may('deployments.read') ? 'GET /mmc/api/deployments' : undefined, {})
  const rollouts = useWatch(may('clusters.read') ? 'GET /v1/rollouts' : undefined, {
    query: { newestFirst: true, maxResults: 100 },
  })
  const counts = useWatch(may('flows.read') ? 'GET /v1/flow-counts' : undefined, {})
  const hasErrored = (counts.data?.byStatus.errored ?? 0) > 0
  const flows = useWatch(hasErrored ? 'GET /v1/flows' : undefined, { query: { status: 'errored', maxResults: 100 } })
  const { failed, running, successes } = useRuns()
  const watched: Readonly<Record<keyof typeof parts, readonly Watched<unknown>[]>> = {
    servers: [servers],
    'clusters and rollouts': [clusters, rollouts],
    deployments: [deployments],
    flows: [counts, flows],
    runs: [failed],
  }
  const names = Object.keys(parts) as (keyof typeof parts)[]
  const isComing = names.filter((name) => watched[name].some((one) => one.isLoading && !one.data))
  // Flows may be many: the rest is shown before they are counted.
  const isLoading = isComing.some((name) => name !== 'flows')
  // Only then: a browser asks for a few things at a time, and the page waits for all of the above.
  const away = isLoading ? [] : (servers.data?.data.filter(isAway).map(({ id }) => id) ?? [])
  const estate: Estate = {
    servers: servers.data?.data,
    details: useDetails(away),
    clusters: clusters.data?.data,
    deployments: deployments.data?.data,
    rollouts: rollouts.data?.rollouts,
    flows: hasErrored ? flows.data?.flows : undefined,
    runs: failed.data?.runs,
    successes,
  }
  return {
    estate,
    counts: counts.data,
    running: running.data?.runs ?? [],
    isLoading,
    /** Whether something is still to come. */
    isComing: isComing.length > 0,
    /** What the caller may not see. */
    forbidden: names.filter((name) => !may(parts[name])),
    /** What could not be read, or not to its end. */
    unread: names.filter((name) => may(parts[name]) && watched[name].some(({ refusal }) => refusal)),
    isPartial: hasMore(flows.data) || hasMore(failed.data) || (hasMore(rollouts.data) && !reachesBack(rollouts.data)),
  }
}

const hasMore = (list: { nextToken?: string } | undefined): boolean => list?.nextToken !== undefined

/** No rollout may take longer. */
const longestMilliseconds = 7 * 86_400_000

/** Whether the newest rollouts go so far back that all that are not over are among them. */
const reachesBack = (list: { rollouts: readonly { createdAt: string }[] } | undefined): boolean =>
  Date.parse(list?.rollouts.at(-1)?.createdAt ?? '') < Date.now() - longestMilliseconds

/** Runs that failed since a day ago, those that go on, and which flows have succeeded since. */
function useRuns() {
  const may = useMay()
  // Of a day ago when the page was opened: a time that moved would be another request each second.
  const [dayAgo] = useState(() => new Date(Math.floor(Date.now() / 60_000) * 60_000 - 86_400_000).toISOString())
  const failed = useWatch(may('runs.read') ? 'GET /v1/runs' : undefined, {
    query: { status: ['failed'], from: dayAgo, maxResults: 100 },
  })
  const running = useWatch(may('runs.read') ? 'GET /v1/runs' : undefined, {
    query: { status: ['in-progress', 'cancelling'], maxResults: 20 },
  })
  const flows = [...new Set(failed.data?.runs.map(({ flow }) => flow))].slice(0, mostAsked)
  const newest = useEach(
    flows,
    (flow, signal) =>
      call('GET /v1/runs', { query: { flow, status: ['succeeded'], from: dayAgo, maxResults: 1 } }, signal),
    15_000,
  )
  const successes = useMemo(
    () => new Map([...newest].flatMap(([flow, { runs }]) => (runs[0] ? [[flow, runs[0].startedAt] as const] : []))),
    [newest],
  )
  return { failed, running, successes }
}
