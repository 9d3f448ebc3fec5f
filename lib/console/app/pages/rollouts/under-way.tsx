import Alert from '@cloudscape-design/components/alert'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { useMay } from '../../session.ts'
import { isOfTarget } from './target.ts'

/** What is being rolled over a cluster or deployment at the moment, with the way to it. */
export function RolloutsUnderWay({ targetId }: { targetId: string }) {
  const may = useMay()
  const { data } = useWatch(may('clusters.read') ? 'GET /v1/rollouts' : undefined, {
    query: { newestFirst: true, maxResults: 100 },
  })
  const underWay = data?.rollouts.filter(
    ({ status, target }) => ['pending', 'running', 'paused'].includes(status) && isOfTarget(targetId, target.id),
  )
  return underWay?.map(({ id, kind, status, servers }) => {
    const done = servers.filter((one) => one.status !== 'waiting' && one.status !== 'ordered').length
    return (
      <Alert
        key={id}
        type={status === 'paused' ? 'warning' : 'info'}
        header={`${kind}: ${status}`}
        action={<AppLink to={`/rollouts/${id}`}>Watch it</AppLink>}
      >
        {done} of {servers.length} servers done.
      </Alert>
    )
  })
}
