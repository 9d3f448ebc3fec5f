import Alert from '@cloudscape-design/components/alert'
import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { useMay } from '../../session.ts'
import { titled } from '../overview/problems.ts'
import { progressOf } from './progress.ts'
import { concerns, type Concerned } from './target.ts'

type Rollout = Answer<'GET /v1/rollouts'>['rollouts'][number]

/** What is being rolled over a cluster, deployment or server at the moment, with the way to it. */
export const RolloutsUnderWay = (concerned: Concerned) =>
  useOpenRollouts(concerned).map(({ id, kind, target, status, servers }) => (
    <Alert
      key={id}
      type={status === 'paused' ? 'warning' : 'info'}
      header={`${titled(kind)} of ${target.name}: ${status}`}
      action={<AppLink to={`/rollouts/${id}`}>View rollout</AppLink>}
    >
      {progressOf(servers).words}.
    </Alert>
  ))

/** The rollouts that concern something and are not over: paused ones too. */
export function useOpenRollouts(concerned: Concerned): Rollout[] {
  const may = useMay()
  const { data } = useWatch(may('clusters.read') ? 'GET /v1/rollouts' : undefined, {
    query: { newestFirst: true, maxResults: 100 },
  })
  const isOpen = ({ status }: Rollout) => ['pending', 'running', 'paused'].includes(status)
  return data?.rollouts.filter((one) => isOpen(one) && concerns(concerned)(one)) ?? []
}
