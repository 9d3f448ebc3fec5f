import { StatusAndPending, type usePendingCommands } from './pending-commands.tsx'
import type { Column } from './list.tsx'

interface Application {
  name: string
  status: string
}

/** The first columns of a list of what runs on a server or a cluster. */
export const applicationColumns = <T extends Application>(
  pending?: ReturnType<typeof usePendingCommands>,
): readonly Column<T>[] => [
  { id: 'name', header: 'Application', cell: ({ name }) => name, by: ({ name }) => name, isRowHeader: true },
  {
    id: 'status',
    header: 'Status',
    cell: ({ name, status }) => <StatusAndPending of={status} command={pending?.of(name)} />,
    by: ({ status }) => status,
    minWidth: 150,
  },
]
