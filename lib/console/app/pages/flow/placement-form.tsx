import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
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
export type PlacedFlow = Pick<Answer<'GET /v1/flows/{flow}'>, 'handle' | 'label' | 'status' | 'triggerKind'>
type Kind = Placement['kind']

/** Asks where a flow is to run, and says before what has to be so first. */
export function PlacementForm(props: { flow: PlacedFlow; placement: Placement; onClose: () => void }) {
  const { flow, placement, onClose } = props
  const [kind, setKind] = useState<Kind>(placement.kind)
  const [ids, setIds] = useState<readonly string[]>(placement.ids)
  const { isRunning, run } = useCommand()
  const isOnDemand = flow.triggerKind === 'on-demand'
  const isMovable = isOnDemand || ['draft', 'inactive', 'errored'].includes(flow.status)
  const move = async () => {
    const body = { kind, ...(kind === 'service' ? {} : { ids: [...ids] }) }
    const moved = await run(
      'Moving the flow',
      () => call('PUT /v1/flows/{flow}/placement', { path: { flow: flow.handle }, body }),
      () => `${flow.label} runs there from its next start on.`,
    )
    if (moved) onClose()
  }
  return (
    <Confirm
      title={`Move ${flow.label}`}
      action="Move"
      isRunning={isRunning}
      isDisabled={!isMovable || (isOnDemand && kind !== 'service') || (kind !== 'service' && ids.length === 0)}
      onConfirm={() => void move()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        {!isMovable && <StopFirst flow={flow} />}
        {isOnDemand && <Alert type="info">Flows that run on demand always run on Sluice itself.</Alert>}
        <RadioGroup
          ariaLabel="Where the flow runs"
          value={kind}
          items={kinds.map(({ value, label }) => ({ value, label, disabled: isOnDemand && value !== 'service' }))}
          onChange={({ detail }) => {
            setKind(detail.value as Kind)
            setIds([])
          }}
        />
        {kind !== 'service' && <Targets kind={kind} ids={ids} onChange={setIds} />}
      </SpaceBetween>
    </Confirm>
  )
}

const kinds: readonly { value: Kind; label: string }[] = [
  { value: 'service', label: 'Sluice itself' },
  { value: 'servers', label: 'Servers' },
  { value: 'server-groups', label: 'Server groups' },
  { value: 'cluster', label: 'Cluster' },
]

/** A flow is moved while it is stopped only; it can be stopped here. */
function StopFirst({ flow: { handle, label, status } }: { flow: PlacedFlow }) {
  const may = useMay()
  const { isRunning, run } = useCommand()
  const stop = () => run('Stopping the flow', () => call('POST /v1/flows/{flow}/stop', { path: { flow: handle } }))
  return (
    <Alert
      type="warning"
      action={
        may('flows.control') &&
        status !== 'stopping' && (
          <Button loading={isRunning} onClick={() => void stop()}>
            Stop the flow
          </Button>
        )
      }
    >
      {`${label} is ${status}. It can be moved once it is stopped; start it again afterwards.`}
    </Alert>
  )
}

interface TargetsProps {
  kind: Kind
  ids: readonly string[]
  onChange: (ids: readonly string[]) => void
}

function Targets({ kind, ids, onChange }: TargetsProps) {
  const options = useTargets(kind)
  return (
    <>
      <FormField
        label={kinds.find(({ value }) => value === kind)?.label}
        description="Flows run only on runtimes that host flows, such as Node-RED. Mule servers do not."
      >
        <Multiselect
          options={options}
          selectedOptions={options.filter(({ value }) => ids.includes(value))}
          onChange={({ detail }) => {
            const chosen = detail.selectedOptions.flatMap(({ value }) => value ?? [])
            onChange(kind === 'cluster' ? chosen.slice(-1) : chosen)
          }}
          placeholder="Choose"
          empty="None exist."
          filteringType="auto"
          deselectAriaLabel={({ label }) => `Remove ${label}`}
        />
      </FormField>
      {kind === 'servers' &&
        options
          .filter(({ value }) => ids.includes(value))
          .map(({ value, label }) => <CannotHost key={value} serverId={value} name={label} />)}
    </>
  )
}

/** Says of a server that was chosen that it does not run flows, or that nobody knows yet. */
function CannotHost({ serverId, name }: { serverId: string; name: string }) {
  const { data } = useWatch('GET /v1/servers/{serverId}', { path: { serverId } })
  if (!data || data.lease?.hostsFlows) return null
  return (
    <Alert type="warning">
      {data.lease
        ? `${name} does not run flows: a flow that is placed there does not start.`
        : `Whether ${name} runs flows is not known: its agent has not checked in.`}
    </Alert>
  )
}

/** What a flow can be placed on, by id without what the MMC dialect puts before it. */
function useTargets(kind: Kind): { value: string; label: string; description: string }[] {
  const may = useMay()
  const servers = useWatch(kind === 'servers' && may('servers.read') ? 'GET /mmc/api/servers' : undefined, {})
  const groups = useWatch(kind === 'server-groups' && may('servers.read') ? 'GET /mmc/api/serverGroups' : undefined, {})
  const clusters = useWatch(kind === 'cluster' && may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const option = (id: string, label: string, description: string) => ({ value: bareId(id), label, description })
  const found = {
    service: undefined,
    servers: servers.data?.data.map(({ id, name, version, status }) =>
      option(id, name, `Version ${version}, ${status.toLowerCase().replaceAll('_', ' ')}`),
    ),
    'server-groups': groups.data?.data.map(({ id, name, serverCount }) => option(id, name, `${serverCount} servers`)),
    cluster: clusters.data?.data.map(({ id, name, status }) => option(id, name, status)),
  }
  return found[kind] ?? []
}
