import type { ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Status } from '../../parts/status.tsx'
import { doorOf } from '../audit/words.ts'
import { Duration, Time } from '../../parts/time.tsx'
import { titled } from '../overview/problems.ts'
import { concerns } from './target.ts'

type Rollout = Answer<'GET /v1/rollouts'>['rollouts'][number]

const columns: readonly Column<Rollout>[] = [
  {
    id: 'what',
    header: 'Rollout',
    cell: ({ id, kind, target }) => <AppLink to={`/rollouts/${id}`}>{`${titled(kind)} of ${target.name}`}</AppLink>,
    by: ({ kind, target }) => `${titled(kind)} of ${target.name}`,
    isRowHeader: true,
    minWidth: 150,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    by: ({ status }) => status,
    minWidth: 125,
  },
  {
    id: 'servers',
    header: 'Completed servers',
    cell: ({ servers }) => `${servers.filter(({ status }) => status === 'done').length} of ${servers.length}`,
  },
  {
    id: 'begun',
    header: 'Requested',
    cell: ({ createdAt }) => <Time at={createdAt} />,
    by: ({ createdAt }) => createdAt,
    minWidth: 125,
  },
  {
    id: 'by',
    header: 'Requested by',
    cell: ({ requestedBy, via }) => `${requestedBy} (${doorOf(via)})`,
    by: ({ requestedBy }) => requestedBy,
  },
  {
    id: 'took',
    header: 'Duration',
    cell: ({ startedAt, endedAt }) => (startedAt ? <Duration from={startedAt} to={endedAt} /> : '–'),
    by: ({ startedAt, endedAt }) =>
      startedAt ? (endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt) : undefined,
    minWidth: 110,
  },
  { id: 'cause', header: 'Cause', cell: ({ cause }) => cause ?? '–', by: ({ cause }) => cause, minWidth: 160 },
]

interface RolloutListProps {
  targetId?: string
  /** Rollouts of deployments that go over any of these servers are listed too. */
  serverIds?: readonly string[]
  empty: ReactNode
}

/** The newest rollouts, of everything or of what concerns one cluster or deployment. */
export function RolloutList({ targetId, serverIds, empty }: RolloutListProps) {
  const { data, isLoading, refusal } = useWatch('GET /v1/rollouts', { query: { newestFirst: true, maxResults: 100 } })
  const isShown = (one: Rollout) =>
    concerns({ targetId, serverIds: one.target.kind === 'deployment' ? serverIds : undefined })(one)
  const items = targetId === undefined ? data?.rollouts : data?.rollouts.filter(isShown)
  return (
    <List<Rollout>
      title="Rollouts"
      prefix={targetId ? 'rollouts-' : ''}
      items={items}
      isLoading={isLoading}
      refusal={refusal}
      columns={columns}
      keyOf={({ id }) => id}
      sortedBy="begun:down"
      note={data?.nextToken ? 'The latest 100 rollouts. Older ones exist.' : undefined}
      empty={empty}
    />
  )
}
