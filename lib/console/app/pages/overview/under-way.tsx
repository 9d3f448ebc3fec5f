import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { progressOf } from '../rollouts/progress.ts'
import { titled } from './problems.ts'

type Rollout = Answer<'GET /v1/rollouts'>['rollouts'][number]
type Run = Answer<'GET /v1/runs'>['runs'][number]

interface UnderWayProps {
  rollouts: readonly Rollout[]
  runs: readonly Run[]
  /** What a flow is called, by its handle. */
  nameOf: (handle: string) => string
}

/** Rollouts that are not over, paused ones too, and runs that go on. */
export function UnderWay({ rollouts, runs, nameOf }: UnderWayProps) {
  const open = rollouts.filter(({ status }) => ['pending', 'running', 'paused'].includes(status))
  if (open.length + runs.length === 0) return <Box color="text-body-secondary">Nothing.</Box>
  return (
    <SpaceBetween size="xs">
      {open.map(({ id, kind, target, status, servers }) => (
        <div key={id}>
          <Status of={status} /> <AppLink to={`/rollouts/${id}`}>{`${titled(kind)} of ${target.name}`}</AppLink>:{' '}
          {progressOf(servers).words}
          {status === 'paused' && <PausedBy rolloutId={id} />}
        </div>
      ))}
      {runs.map(({ id, flow, status, startedAt }) => (
        <div key={id}>
          <Status of={status} /> <AppLink to={`/runs/${id}`}>{`Run of ${nameOf(flow)}`}</AppLink>, started{' '}
          <Time at={startedAt} />
        </div>
      ))}
    </SpaceBetween>
  )
}

/** Who paused a rollout, for who may see the audit trail. */
function PausedBy({ rolloutId }: { rolloutId: string }) {
  const may = useMay()
  const { data } = useWatch(may('audit.read') ? 'GET /v1/audit' : undefined, {
    query: { kind: 'rollout', key: rolloutId, maxResults: 50 },
  })
  const paused = data?.records.find(({ to }) => to.isPausing === true)
  return (
    paused && (
      <>
        , paused by {paused.actor.name} <Time at={paused.at} />
      </>
    )
  )
}
