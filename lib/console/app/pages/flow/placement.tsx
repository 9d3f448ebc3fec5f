import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import { useWatch } from '../../api/watch.ts'
import { bareId } from '../../api/ids.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import { PlacementForm, type PlacedFlow, type Placement } from './placement-form.tsx'

const words: Readonly<Record<Placement['kind'], string>> = {
  service: 'Runs on Sluice itself.',
  servers: 'Runs on servers:',
  'server-groups': 'Runs on the servers of groups:',
  cluster: 'Runs on cluster:',
}

/** Where a flow runs, and how it is there. */
export function PlacementSection({ flow }: { flow: PlacedFlow }) {
  const may = useMay()
  const { data: placement, refusal } = useWatch('GET /v1/flows/{flow}/placement', { path: { flow: flow.handle } })
  const servers = useWatch(may('servers.read') ? 'GET /mmc/api/servers' : undefined, {})
  const { get, set } = useViewState()
  const groups = useWatch(
    placement?.kind === 'server-groups' && may('servers.read') ? 'GET /mmc/api/serverGroups' : undefined,
    {},
  )
  const clusters = useWatch(
    placement?.kind === 'cluster' && may('clusters.read') ? 'GET /mmc/api/clusters' : undefined,
    {},
  )
  if (!placement || refusal) return null
  const places = [servers, groups, clusters].flatMap(
    ({ data }): readonly { id: string; name: string }[] => data?.data ?? [],
  )
  const nameOf = (id: string) => places.find((one) => bareId(one.id) === id)?.name ?? id
  return (
    <Section
      title="Placement"
      description={[words[placement.kind], placement.ids.map(nameOf).join(', ')].filter(Boolean).join(' ')}
      actions={may('flows.edit') && <Button onClick={() => set({ do: 'move' })}>Move</Button>}
    >
      {placement.kind !== 'service' && placement.runtimes.length === 0 && (
        <Box color="text-body-secondary">
          No server has this flow at the moment. Servers receive it when the flow starts.
        </Box>
      )}
      {placement.runtimes.map(({ serverId, isLive, state, cause, lastError, reportedAt }) => (
        <div key={serverId}>
          <AppLink to={`/servers/local$${serverId}`}>{nameOf(serverId)}</AppLink>{' '}
          <Status of={state ?? 'waiting'} as={state === 'running' ? 'success' : undefined} />{' '}
          {!isLive && <Status of="down" />} {reportedAt && <Time at={reportedAt} />}
          {(cause ?? lastError) && <Box color="text-status-error">{cause ?? lastError}</Box>}
        </div>
      ))}
      {get('do') === 'move' && may('flows.edit') && (
        <PlacementForm flow={flow} placement={placement} onClose={() => set({ do: '' })} />
      )}
    </Section>
  )
}
