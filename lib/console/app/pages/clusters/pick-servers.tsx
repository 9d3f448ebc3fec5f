import Multiselect from '@cloudscape-design/components/multiselect'
import { useWatch } from '../../api/watch.ts'
import type { Answer } from '../../api/client.ts'

export type Server = Answer<'GET /mmc/api/servers'>['data'][number]

interface PickServersProps {
  servers: readonly Server[]
  chosen: readonly string[]
  onChoose: (ids: string[]) => void
}

/** Servers, of which several are chosen. */
export function PickServers({ servers, chosen, onChoose }: PickServersProps) {
  const options = servers.map(({ id, name, version, status }) => ({
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
      empty="No server is free: each is in a cluster, or is not up."
      filteringType="auto"
      deselectAriaLabel={({ label }) => `Take out ${label}`}
    />
  )
}

/** The servers that are up and in no cluster. */
export function useFreeServers(): Server[] {
  const servers = useWatch('GET /mmc/api/servers', {})
  const clusters = useWatch('GET /mmc/api/clusters', {})
  const taken = new Set(clusters.data?.data.flatMap(({ nodeServerIds }) => nodeServerIds))
  return (servers.data?.data ?? []).filter(({ id, status }) => !taken.has(id) && (status === 'OK' || status === 'WARN'))
}
