import Button from '@cloudscape-design/components/button'
import { useLocation } from 'wouter'
import { useMay } from '../session.ts'

/** The pages of things whose changes are recorded, and what the audit trail calls each kind. */
const kinds: Readonly<Record<string, string>> = {
  flows: 'flow',
  servers: 'server',
  clusters: 'cluster',
  rollouts: 'rollout',
  deployments: 'deployment',
}

/** From a thing's page to the changes of that thing. */
export function ChangesLink() {
  const may = useMay()
  const [path, go] = useLocation()
  const [, place = '', key = '', ...others] = path.split('/')
  const kind = kinds[place]
  if (!kind || key === '' || key === 'new' || others.length > 0 || !may('audit.read')) return null
  const to = changesOf(kind, decodeURIComponent(key))
  return (
    <Button href={`/console${to}`} onFollow={(event) => (event.preventDefault(), go(to))}>
      View changes
    </Button>
  )
}

/** Where the changes of a thing are shown. */
export const changesOf = (kind: string, key: string): string => `/audit?${String(new URLSearchParams({ kind, key }))}`
