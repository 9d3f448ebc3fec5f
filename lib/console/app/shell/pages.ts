import { lazy, type ComponentType } from 'react'

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

const page = (path: string, load: () => Promise<{ default: ComponentType }>): Page => ({
  path,
  show: lazy(async () => (await Promise.all([load(), path === '/' ? undefined : loadMoreStyles()]))[0]),
})

export const pages: readonly Page[] = [
  page('/', () => import('../pages/overview.tsx')),
  page('/flows', () => import('../pages/flows.tsx')),
  page('/flows/:flow', () => import('../pages/flow.tsx')),
  page('/runs', () => import('../pages/runs.tsx')),
  page('/runs/:runId', () => import('../pages/run.tsx')),
]
