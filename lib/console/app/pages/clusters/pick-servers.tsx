import Multiselect from '@cloudscape-design/components/multiselect'
import { useWatch } from '../../api/watch.ts'
import type { Answer } from '../../api/client.ts'
import { byName } from '../../parts/by-name.ts'
import { isUp } from '../server/is-up.ts'

export type Server = Answer<'GET /mmc/api/servers'>['data'][number]

interface PickServersProps {
  /** Undefined while they are not known. */
  servers?: readonly Server[]
  chosen: readonly string[]
  onChoose: (ids: string[]) => void
  /** What is said where there is none. */
  empty?: string
}

/** Servers, of which several are chosen. */
export function PickServers({ servers, chosen, onChoose, empty }: PickServersProps) {
  const options = (servers ?? []).toSorted(byName).map(({ id, name, version, status }) => ({
    value: id,
    label: name,
    description: `${version}, ${status.toLowerCase()}`,
  }))
  return (
    <Multiselect
      options={options}
      selectedOptions={options.filter(({ value }) => chosen.includes(value))}
      onChange={({ detail }) => onChoose(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
      placeholder="Choose servers"
      empty={empty ?? 'No server is free: each is in a cluster, or is not up.'}
      statusType={servers ? 'finished' : 'loading'}
      loadingText="Loading"
      filteringType="auto"
      deselectAriaLabel={({ label }) => `Take out ${label}`}
    />
  )
}

/** The servers that are up and in no cluster; undefined while that is not known. */
export function useFreeServers(): Server[] | undefined {
  const servers = useWatch('GET /mmc/api/servers', {})
  const clusters = useWatch('GET /mmc/api/clusters', {})
  const taken = new Set(clusters.data?.data.flatMap(({ nodeServerIds }) => nodeServerIds))
  return clusters.data && servers.data?.data.filter((server) => !taken.has(server.id) && isUp(server))
}
