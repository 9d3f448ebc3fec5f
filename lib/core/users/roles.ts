/** A named set of permissions that users can have. There are these three, the same in every tenant. */
export interface Role {
  id: string
  name: string
  description: string
  permissions: readonly string[]
}

export const roles: readonly Role[] = [
  { id: '5f0000000000000000000001', name: 'ADMIN', description: 'May do everything', permissions: ['*'] },
  {
    id: '5f0000000000000000000002',
    name: 'USER',
    description: 'Sees the own profile',
    permissions: ['tenant.profile.read', 'tenant.roles.read'],
  },
  {
    id: '5f0000000000000000000003',
    name: 'TENANT_ADMIN',
    description: 'Manages the users of the own organisation',
    permissions: [
      'tenant.all',
      ...['read', 'update', 'delete'].map((one) => `tenant.profile.${one}`),
      ...['read', 'create', 'update', 'delete'].flatMap((one) => [`tenant.roles.${one}`, `tenant.flows.${one}`]),
    ],
  },
]

export const roleOf = (id: string): Role | undefined => roles.find((one) => one.id === id)

/** All that somebody may do who is given `own` and these roles: each permission once, the own ones first. */
export const withRoles = (own: readonly string[], ids: readonly string[]): string[] => [
  ...new Set([...own, ...ids.flatMap((id) => roleOf(id)?.permissions ?? [])]),
]
