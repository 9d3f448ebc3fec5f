import Alert from '@cloudscape-design/components/alert'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { PickServers, useFreeServers } from './pick-servers.tsx'

/** Asks for a name and servers, and makes a cluster of them. */
export function FormCluster({ onClose }: { onClose: () => void }) {
  const servers = useFreeServers()
  const [, go] = useLocation()
  const [name, setName] = useState('')
  const [nodes, setNodes] = useState<string[]>([])
  const { isRunning, run } = useCommand()
  const version = servers?.find(({ id }) => id === nodes[0])?.version ?? ''
  const form = async () => {
    const made = await run(
      'Forming the cluster',
      () => call('POST /mmc/api/clusters', { body: { name, nodes, version } }),
      (cluster) => `Cluster ${cluster.name} is formed. Its servers restart now.`,
    )
    if (made) go(`/clusters/${made.id}`)
  }
  return (
    <Confirm
      title="Form a cluster"
      action="Form the cluster"
      isRunning={isRunning}
      isDisabled={name === '' || nodes.length === 0}
      disabledReason="Give it a name and choose its servers."
      onConfirm={() => void form()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <FormField label="Name">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} autoFocus />
        </FormField>
        <FormField label="Servers" description="One to eight, up, in no cluster and of one version.">
          <PickServers servers={servers} chosen={nodes} onChoose={setNodes} />
        </FormField>
        <Alert type="warning" header="When you form it, its servers restart, all at the same time">
          Each finishes its work in flight first, for half a minute at most; what they run is away until they are back.
          They leave their server groups and the deployments that name them, which are removed from them. What they run
          afterwards is what is deployed to the cluster.
        </Alert>
      </SpaceBetween>
    </Confirm>
  )
}
