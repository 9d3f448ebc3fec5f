import Alert from '@cloudscape-design/components/alert'
import FormField from '@cloudscape-design/components/form-field'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState, type ReactNode } from 'react'
import { call, type Answer } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { PickServers, useFreeServers, type Server } from '../clusters/pick-servers.tsx'
import { isUp } from '../server/is-up.ts'

type Cluster = Answer<'GET /mmc/api/clusters/{clusterId}'>

interface ChangeProps {
  cluster: Cluster
  members: readonly Server[]
  onClose: () => void
}

export function Grow({ cluster, members, onClose }: ChangeProps) {
  const servers = useFreeServers()?.filter(({ version }) => version === cluster.version)
  const down = namesOfDown(members)
  return (
    <ChangeNodes
      title={`Add servers to ${cluster.name}`}
      action="Add"
      label="Servers to add"
      description={`Up, in no cluster, and of version ${cluster.version}. A cluster has at most eight.`}
      empty="No server is free: each is in a cluster, is not up, or is of another version."
      route="POST /mmc/api/clusters/{clusterId}/addnodes"
      cluster={cluster}
      servers={servers}
      obstacle={down && `Servers can only be added while all servers of the cluster are up, and ${down}.`}
      onClose={onClose}
    >
      The servers that you add restart now. They leave their server groups and the deployments that name them, and run
      what is deployed to the cluster afterwards. The servers that are in the cluster already do not restart.
    </ChangeNodes>
  )
}

export function Shrink({ cluster, members, onClose }: ChangeProps) {
  const down = namesOfDown(members)
  const isSmall = cluster.nodeServerIds.length < 3
  return (
    <ChangeNodes
      title={`Take servers out of ${cluster.name}`}
      action="Take out"
      label="Servers to take out"
      description="At least two have to stay in the cluster."
      route="POST /mmc/api/clusters/{clusterId}/removenodes"
      cluster={cluster}
      servers={members}
      obstacle={
        isSmall
          ? `Servers can only be taken out of a cluster of three or more, and ${cluster.name} has ${cluster.nodeServerIds.length}. Disband it to free its servers.`
          : down &&
            `Servers can only be taken out while all servers of the cluster are up, and ${down}. If it is gone for good, disband the cluster (Change, then Disband), unregister the server on its own page, and form the cluster again of the others.`
      }
      onClose={onClose}
    >
      The servers that you take out restart now and go on by themselves; what is deployed to the cluster is removed from
      them. The servers that stay do not restart.
    </ChangeNodes>
  )
}

/** `mule-2 is down (start its runtime on host 10.0.0.2)`; undefined while all are up. */
function namesOfDown(members: readonly Server[]): string | undefined {
  const down = members.filter((one) => !isUp(one))
  if (down.length === 0) return undefined
  return down
    .map(({ name, hostIp, status }) =>
      status === 'STOPPED' || status === 'UNKNOWN'
        ? `${name} is down: start its runtime on host ${hostIp} first`
        : `${name} is restarting: wait until it is up`,
    )
    .join(', and ')
}

interface ChangeNodesProps {
  title: string
  action: string
  label: string
  description: string
  empty?: string
  route: 'POST /mmc/api/clusters/{clusterId}/addnodes' | 'POST /mmc/api/clusters/{clusterId}/removenodes'
  cluster: Cluster
  servers?: readonly Server[]
  /** Why it cannot be done now, and what to do first. */
  obstacle?: string
  children: ReactNode
  onClose: () => void
}

function ChangeNodes(props: ChangeNodesProps) {
  const { title, action, label, description, empty, route, cluster, servers, obstacle, children, onClose } = props
  const [nodes, setNodes] = useState<string[]>([])
  const { isRunning, run } = useCommand()
  const change = async () => {
    const changed = await run(
      title,
      () => call(route, { path: { clusterId: cluster.id }, body: { nodes } }),
      () => `${cluster.name} has changed. The servers that were chosen restart now.`,
    )
    if (changed) onClose()
  }
  return (
    <Confirm
      title={title}
      action={action}
      isRunning={isRunning}
      isDisabled={nodes.length === 0 || obstacle !== undefined}
      disabledReason={obstacle ?? 'Choose at least one server.'}
      onConfirm={() => void change()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        {obstacle ? (
          <Alert type="warning" header="It cannot be done now">
            {obstacle}
          </Alert>
        ) : (
          <div>{children}</div>
        )}
        <FormField label={label} description={description}>
          <PickServers servers={servers} chosen={nodes} onChoose={setNodes} empty={empty} />
        </FormField>
      </SpaceBetween>
    </Confirm>
  )
}
