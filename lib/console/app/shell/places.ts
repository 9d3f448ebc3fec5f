import type { Permission } from '#core/users/permissions.ts'

/** A place in the navigation. It is left out for who may not see what is there. */
export interface Place {
  text: string
  path: string
  permission?: Permission
}

export const navigation: readonly { text: string; places: readonly Place[] }[] = [
  { text: '', places: [{ text: 'Overview', path: '/' }] },
  {
    text: 'Integration',
    places: [
      { text: 'Flows', path: '/flows', permission: 'flows.read' },
      { text: 'Runs', path: '/runs', permission: 'runs.read' },
    ],
  },
  {
    text: 'Runtimes',
    places: [
      { text: 'Servers', path: '/servers', permission: 'servers.read' },
      { text: 'Clusters', path: '/clusters', permission: 'clusters.read' },
      { text: 'Rollouts', path: '/rollouts', permission: 'clusters.read' },
    ],
  },
  {
    text: 'Applications',
    places: [
      { text: 'Deployments', path: '/deployments', permission: 'deployments.read' },
      { text: 'Repository', path: '/repository', permission: 'applications.read' },
    ],
  },
]
