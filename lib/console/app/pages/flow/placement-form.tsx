import FormField from '@cloudscape-design/components/form-field'
import Multiselect from '@cloudscape-design/components/multiselect'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { bareId } from '../../api/ids.ts'
import { call, type Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
export type Placement = Answer<'GET /v1/flows/{flow}/placement'>
type Kind = Placement['kind']

/** Asks where a flow is to run. */
export function PlacementForm(props: { flow: string; placement: Placement; onClose: () => void }) {
  const { flow, placement, onClose } = props
  const [kind, setKind] = useState<Kind>(placement.kind)
  const [ids, setIds] = useState<readonly string[]>(placement.ids)
  const { isRunning, run } = useCommand()
  const options = useTargets(kind)
  const move = async () => {
    const body = { kind, ...(kind === 'service' ? {} : { ids: [...ids] }) }
    const moved = await run(
      'Moving the flow',
      () => call('PUT /v1/flows/{flow}/placement', { path: { flow }, body }),
      () => 'It runs there from its next start on.',
    )
    if (moved) onClose()
  }
  return (
    <Confirm
      title="Where is it to run?"
      deed="Move it"
      isRunning={isRunning}
      isDisabled={kind !== 'service' && ids.length === 0}
      onConfirm={() => void move()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <RadioGroup
          ariaLabel="Where it is to run"
          value={kind}
          items={[
            { value: 'service', label: 'Sluice itself' },
            { value: 'servers', label: 'Servers' },
            { value: 'server-groups', label: 'Server groups' },
            { value: 'cluster', label: 'A cluster' },
          ]}
          onChange={({ detail }) => {
            setKind(detail.value as Kind)
            setIds([])
          }}
        />
        {kind !== 'service' && (
          <FormField label="Which">
            <Multiselect
              options={options}
              selectedOptions={options.filter(({ value }) => ids.includes(value))}
              onChange={({ detail }) => {
                const chosen = detail.selectedOptions.flatMap(({ value }) => value ?? [])
                setIds(kind === 'cluster' ? chosen.slice(-1) : chosen)
              }}
              placeholder="Choose"
              empty="There is none."
              filteringType="auto"
              deselectAriaLabel={({ label }) => `Take out ${label}`}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Confirm>
  )
}

/** What a flow can be placed on, by id without what the MMC dialect puts before it. */
function useTargets(kind: Kind): { value: string; label: string }[] {
  const may = useMay()
  const servers = useWatch(kind === 'servers' && may('servers.read') ? 'GET /mmc/api/servers' : undefined, {})
  const groups = useWatch(kind === 'server-groups' && may('servers.read') ? 'GET /mmc/api/serverGroups' : undefined, {})
  const clusters = useWatch(kind === 'cluster' && may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const found: readonly { id: string; name: string }[] =
    {
      service: undefined,
      servers: servers.data?.data,
      'server-groups': groups.data?.data,
      cluster: clusters.data?.data,
    }[kind] ?? []
  return found.map(({ id, name }) => ({ value: bareId(id), label: name }))
}
