import { StatusAndWish, type useAskedFor } from './asked-for.tsx'
import type { Column } from './list.tsx'

interface Application {
  name: string
  status: string
}

/** The first columns of a list of what runs on a server or a cluster. */
export const applicationColumns = <T extends Application>(
  wishes?: ReturnType<typeof useAskedFor>,
): readonly Column<T>[] => [
  { id: 'name', header: 'Application', cell: ({ name }) => name, by: ({ name }) => name, isRowHeader: true },
  {
    id: 'status',
    header: 'Status',
    cell: ({ name, status }) => <StatusAndWish of={status} wish={wishes?.of(name)} />,
    by: ({ status }) => status,
    minWidth: 150,
  },
]
