import type { ReactElement, ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import type { Pages } from '../../api/pages.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Cause } from '../../parts/cause.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Status } from '../../parts/status.tsx'
import { Duration, Time } from '../../parts/time.tsx'
import { triggerText } from './trigger-text.ts'
import { flowPath } from '../../parts/flow-path.ts'

type Run = Answer<'GET /v1/runs'>['runs'][number]

const columns: readonly Column<Run>[] = [
  {
    id: 'begun',
    header: 'Started',
    cell: ({ id, startedAt }) => <AppLink to={`/runs/${id}`}>{<Time at={startedAt} />}</AppLink>,
    by: ({ startedAt }) => startedAt,
    isRowHeader: true,
    minWidth: 130,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    by: ({ status }) => status,
    minWidth: 140,
  },
  {
    id: 'trigger',
    header: 'Trigger',
    cell: ({ trigger }) => triggerText(trigger),
    by: ({ trigger }) => triggerText(trigger),
    minWidth: 120,
  },
  {
    id: 'messages',
    header: 'Messages',
    cell: ({ counters: { started, succeeded, errors } }) =>
      `${succeeded} of ${started} done${errors > 0 ? `, ${errors} failed` : ''}`,
    by: ({ counters }) => counters.started,
    minWidth: 140,
  },
  {
    id: 'took',
    header: 'Duration',
    cell: ({ startedAt, endedAt }) => <Duration from={startedAt} to={endedAt} />,
    by: ({ startedAt, endedAt }) => (endedAt ? Date.parse(endedAt) : Date.now()) - Date.parse(startedAt),
    minWidth: 110,
  },
  {
    id: 'cause',
    header: 'Cause of failure',
    cell: ({ cause }) => (cause ? <Cause message={cause.message} /> : '–'),
    by: ({ cause }) => cause?.message,
    minWidth: 220,
  },
]

const flowColumn = (nameOf: (handle: string) => string): Column<Run> => ({
  id: 'flow',
  header: 'Flow',
  cell: ({ flow }) => <AppLink to={flowPath(flow)}>{nameOf(flow)}</AppLink>,
  by: ({ flow }) => nameOf(flow),
  minWidth: 150,
})

interface RunListProps extends Pages<Run> {
  title: string
  empty: ReactNode
  /** Of several flows: how each is called. */
  nameOf?: (handle: string) => string
  filters?: readonly ReactElement[]
}

/** Runs, newest first. */
export const RunList = ({ title, items, isLoading, refusal, hasMore, empty, nameOf, filters }: RunListProps) => (
  <List<Run>
    title={title}
    items={items}
    isLoading={isLoading}
    refusal={refusal}
    columns={nameOf ? [...columns.slice(0, 2), flowColumn(nameOf), ...columns.slice(2)] : columns}
    keyOf={({ id }) => id}
    sortedBy="begun:down"
    note={hasMore ? 'The latest runs. Older ones exist.' : undefined}
    empty={empty}
    filters={filters}
  />
)
