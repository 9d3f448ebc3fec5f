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
      { text: 'Components', path: '/components', permission: 'components.read' },
      { text: 'Credentials', path: '/credentials', permission: 'credentials.read' },
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
  {
    text: 'Access',
    places: [
      { text: 'Users', path: '/users', permission: 'users.manage' },
      { text: 'Access keys', path: '/access-keys', permission: 'keys.manage' },
      { text: 'Enrolment tokens', path: '/enrolment-tokens', permission: 'enrolment.manage' },
      { text: 'Audit', path: '/audit', permission: 'audit.read' },
    ],
  },
  { text: '', places: [{ text: 'Versions and endpoints', path: '/about' }] },
]
