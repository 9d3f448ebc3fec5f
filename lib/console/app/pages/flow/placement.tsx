import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { useWatch } from '../../api/watch.ts'
import { bareId } from '../../api/ids.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { PlacementForm, type Placement } from './placement-form.tsx'

const words: Readonly<Record<Placement['kind'], string>> = {
  service: 'Sluice runs it itself.',
  servers: 'It runs on servers:',
  'server-groups': 'It runs on the servers of groups:',
  cluster: 'It runs on a cluster:',
}

/** Where a flow runs, and how it is there. */
export function PlacementSection({ flow }: { flow: string }) {
  const may = useMay()
  const { data: placement, refusal } = useWatch('GET /v1/flows/{flow}/placement', { path: { flow } })
  const servers = useWatch(may('servers.read') ? 'GET /mmc/api/servers' : undefined, {})
  const [isAsked, setAsked] = useState(false)
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
      title="Where it runs"
      description={[words[placement.kind], placement.ids.map(nameOf).join(', ')].filter(Boolean).join(' ')}
      actions={may('flows.edit') && <Button onClick={() => setAsked(true)}>Move it</Button>}
    >
      {placement.kind !== 'service' && placement.runtimes.length === 0 && (
        <Box color="text-body-secondary">No server has it at the moment: one hears of it when the flow is started.</Box>
      )}
      {placement.runtimes.map(({ serverId, isLive, state, cause, lastError, reportedAt }) => (
        <div key={serverId}>
          <AppLink to={`/servers/local$${serverId}`}>{nameOf(serverId)}</AppLink> <Status of={state ?? 'waiting'} />{' '}
          {!isLive && <Status of="down" />} {reportedAt && <Time at={reportedAt} />}
          {(cause ?? lastError) && <Box color="text-status-error">{cause ?? lastError}</Box>}
        </div>
      ))}
      {isAsked && <PlacementForm flow={flow} placement={placement} onClose={() => setAsked(false)} />}
    </Section>
  )
}
