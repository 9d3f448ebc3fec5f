import type { ReactElement, ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import type { Pages } from '../../api/pages.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Status } from '../../parts/status.tsx'
import { duration, Time } from '../../parts/time.tsx'
import { flowPath } from '../../parts/flow-path.ts'

type Run = Answer<'GET /v1/runs'>['runs'][number]

const columns: readonly Column<Run>[] = [
  {
    id: 'begun',
    header: 'Begun',
    cell: ({ id, startedAt }) => <AppLink to={`/runs/${id}`}>{<Time at={startedAt} />}</AppLink>,
    by: ({ startedAt }) => startedAt,
    isRowHeader: true,
    minWidth: 130,
  },
  {
    id: 'status',
    header: 'State',
    cell: ({ status }) => <Status of={status} />,
    by: ({ status }) => status,
    minWidth: 130,
  },
  {
    id: 'trigger',
    header: 'By',
    cell: ({ trigger }) => `${trigger.kind}, ${trigger.by}`,
    by: ({ trigger }) => trigger.kind,
  },
  {
    id: 'messages',
    header: 'Messages',
    cell: ({ counters: { started, succeeded, errors } }) =>
      `${succeeded} of ${started} done${errors > 0 ? `, ${errors} failed` : ''}`,
    by: ({ counters }) => counters.started,
    minWidth: 140,
  },
  { id: 'took', header: 'Took', cell: ({ startedAt, endedAt }) => duration(startedAt, endedAt) },
  {
    id: 'cause',
    header: 'Cause of failure',
    cell: ({ cause }) => cause?.message ?? '',
    by: ({ cause }) => cause?.message,
    minWidth: 220,
  },
]

const flowColumn: Column<Run> = {
  id: 'flow',
  header: 'Flow',
  cell: ({ flow }) => <AppLink to={flowPath(flow)}>{flow}</AppLink>,
  by: ({ flow }) => flow,
  minWidth: 150,
}

interface RunListProps extends Pages<Run> {
  title: string
  empty: ReactNode
  /** Of several flows: which one each is of. */
  showsFlow?: boolean
  filters?: readonly ReactElement[]
}

/** Runs, newest first. */
export const RunList = ({ title, items, isLoading, refusal, hasMore, empty, showsFlow, filters }: RunListProps) => (
  <List<Run>
    title={title}
    items={items}
    isLoading={isLoading}
    refusal={refusal}
    columns={showsFlow ? [...columns.slice(0, 1), flowColumn, ...columns.slice(1)] : columns}
    keyOf={({ id }) => id}
    sortedBy="begun:down"
    note={hasMore ? 'The newest; there are more.' : undefined}
    empty={empty}
    filters={filters}
  />
)
