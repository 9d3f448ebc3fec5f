import { lazy, type ComponentType } from 'react'
import { call } from '../api/client.ts'
import { reachability } from '../api/reachability.ts'
import { Unreachable } from '../api/refusal.ts'

/** A page: where it is, below `/console`, and what is loaded to show it. */
export interface Page {
  path: string
  show: ComponentType
}

/** The styles of all pages but the first, which come with the first of them that is opened. */
let moreStyles: Promise<void> | undefined

const loadMoreStyles = (): Promise<void> =>
  (moreStyles ??= new Promise((resolve) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = document.querySelector<HTMLMetaElement>('meta[name=more-styles]')?.content ?? ''
    // A page without them is better than none.
    link.onload = link.onerror = () => resolve()
    document.head.append(link)
  }))

const betweenProbes = 3000

/**
 * Loads it. Where the API is away, so is what is served beside it: then somebody is told when it is back, and reloads the page, since browsers do not
 * ask twice for a module. It is not reloaded for them, as it may have an upload under way.
 */
async function whenThere<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if (await isAnswered()) throw error
    reachability.isAway()
    do await new Promise((resolve) => setTimeout(resolve, betweenProbes))
    while (!(await isAnswered()))
    reachability.isBack()
    throw new Error('It was not loaded because the API did not answer. The API answers again: reload the page.', {
      cause: error,
    })
  }
}

const isAnswered = (): Promise<boolean> =>
  call('GET /v1/health', {}).then(
    () => true,
    (error: unknown) => !(error instanceof Unreachable),
  )

const page = (path: string, load: () => Promise<{ default: ComponentType }>): Page => ({
  path,
  show: lazy(async () => (await Promise.all([whenThere(load), path === '/' ? undefined : loadMoreStyles()]))[0]),
})

export const pages: readonly Page[] = [
  page('/', () => import('../pages/overview.tsx')),
  page('/flows', () => import('../pages/flows.tsx')),
  page('/flows/:flow', () => import('../pages/flow.tsx')),
  page('/runs', () => import('../pages/runs.tsx')),
  page('/runs/:runId', () => import('../pages/run.tsx')),
  page('/servers', () => import('../pages/servers.tsx')),
  page('/servers/:serverId', () => import('../pages/server.tsx')),
  page('/clusters', () => import('../pages/clusters.tsx')),
  page('/clusters/:clusterId', () => import('../pages/cluster.tsx')),
  page('/rollouts', () => import('../pages/rollouts.tsx')),
  page('/rollouts/:rolloutId', () => import('../pages/rollout.tsx')),
  page('/deployments', () => import('../pages/deployments.tsx')),
  page('/deployments/new', () => import('../pages/new-deployment.tsx')),
  page('/deployments/:deploymentId', () => import('../pages/deployment.tsx')),
  page('/repository', () => import('../pages/repository.tsx')),
  page('/repository/:versionId', () => import('../pages/version.tsx')),
  page('/components', () => import('../pages/components.tsx')),
  page('/credentials', () => import('../pages/credentials.tsx')),
  page('/users', () => import('../pages/users.tsx')),
  page('/access-keys', () => import('../pages/access-keys.tsx')),
  page('/enrolment-tokens', () => import('../pages/enrolment-tokens.tsx')),
  page('/audit', () => import('../pages/audit.tsx')),
  page('/about', () => import('../pages/about.tsx')),
]
