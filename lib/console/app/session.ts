import { createContext, useContext } from 'react'
import type { Permission } from '#core/users/permissions.ts'
import { call, type Answer } from './api/client.ts'

/** Who is signed in. */
export type Who = Answer<'GET /v1/whoami'>

export const whoAmI = (): Promise<Who> => call('GET /v1/whoami', {})

export const SessionContext = createContext<Who>({ tenant: '', name: '', kind: 'user', permissions: [] })

/**
 * Whether who is signed in may do something. It hides what may not be done; the API refuses it whatever the console shows.
 */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useContext(SessionContext)
  return (permission) => permissions.includes('*') || permissions.includes(permission)
}

/** The name that somebody signs in with. */
export const signInName = ({ tenant, name }: Who): string => (tenant === 'default' ? name : `${tenant}/${name}`)
