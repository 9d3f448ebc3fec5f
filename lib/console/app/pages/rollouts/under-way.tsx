import Alert from '@cloudscape-design/components/alert'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { useMay } from '../../session.ts'
import { progressOf } from './progress.ts'
import { concerns, type Concerned } from './target.ts'

/** What is being rolled over a cluster, deployment or server at the moment, with the way to it. */
export function RolloutsUnderWay(concerned: Concerned) {
  const may = useMay()
  const { data } = useWatch(may('clusters.read') ? 'GET /v1/rollouts' : undefined, {
    query: { newestFirst: true, maxResults: 100 },
  })
  const underWay = data?.rollouts.filter(
    (one) => ['pending', 'running', 'paused'].includes(one.status) && concerns(concerned)(one),
  )
  return underWay?.map(({ id, kind, target, status, servers }) => (
    <Alert
      key={id}
      type={status === 'paused' ? 'warning' : 'info'}
      header={`${kind} of ${target.name}: ${status}`}
      action={<AppLink to={`/rollouts/${id}`}>Watch it</AppLink>}
    >
      {progressOf(servers).words}.
    </Alert>
  ))
}
