import { localId } from '../../api/ids.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import type { Column } from '../../parts/list.tsx'
import { useMay } from '../../session.ts'

/** What a server reports of an application. */
interface Reported {
  name: string
  versionId?: string
}

/** The column that says which version of an application runs, with the way to it; of several servers there may be several. */
export function useVersionColumn<T extends { name: string }>(reported: readonly Reported[]): Column<T> {
  const may = useMay()
  const { data } = useWatch(may('applications.read') ? 'GET /mmc/api/repository' : undefined, {})
  const names = new Map(data?.data.flatMap(({ versions }) => versions.map(({ id, name }) => [id, name] as const)))
  const versionsOf = ({ name }: T) => [
    ...new Set(reported.filter((one) => one.name === name).map(({ versionId }) => versionId)),
  ]
  return {
    id: 'version',
    header: 'Version',
    cell: (item) => versionsOf(item).map((id) => <Version key={id ?? ''} id={id} names={data && names} />),
    by: (item) =>
      versionsOf(item)
        .map((id) => (id && names.get(localId(id))) ?? '')
        .join(' '),
  }
}

function Version({ id, names }: { id?: string; names?: ReadonlyMap<string, string> }) {
  if (id === undefined) return <div>not from the repository</div>
  if (!names) return <div>{id}</div>
  const name = names.get(localId(id))
  return (
    <div>{name === undefined ? 'a deleted version' : <AppLink to={`/repository/${localId(id)}`}>{name}</AppLink>}</div>
  )
}
