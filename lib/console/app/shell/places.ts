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
]
