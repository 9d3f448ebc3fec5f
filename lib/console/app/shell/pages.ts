import type { Permission } from '#core/users/permissions.ts'
import { lazy, type ComponentType } from 'react'

/** A page: where it is, below `/console`, and what is loaded to show it. */
export interface Page {
  path: string
  show: ComponentType
}

const page = (path: string, load: () => Promise<{ default: ComponentType }>): Page => ({ path, show: lazy(load) })

export const pages: readonly Page[] = [page('/', () => import('../pages/overview.tsx'))]

/** A place in the navigation. It is left out for who may not see what is there. */
export interface Place {
  text: string
  path: string
  permission?: Permission
}

export const navigation: readonly { text: string; places: readonly Place[] }[] = [
  { text: '', places: [{ text: 'Overview', path: '/' }] },
]
