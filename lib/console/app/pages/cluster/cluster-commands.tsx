import Button from '@cloudscape-design/components/button'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { callForRollout } from '../../api/rollout-of.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import type { Server } from '../clusters/pick-servers.tsx'
import { Grow, Shrink } from './change-nodes.tsx'
import { RestartDialog } from './restart-dialog.tsx'

type Cluster = Answer<'GET /mmc/api/clusters/{clusterId}'>
type Asked = 'restart' | 'stop' | 'grow' | 'shrink' | 'disband'

interface CommandProps {
  cluster: Cluster
  members: readonly Server[]
  onClose: () => void
}

/** What can be done with a cluster. */
export function ClusterCommands({ cluster, members }: Omit<CommandProps, 'onClose'>) {
  const may = useMay()
  const [asked, setAsked] = useState<Asked>()
  const dialog = { cluster, members, onClose: () => setAsked(undefined) }
  return (
    <>
      {may('clusters.edit') && (
        <ButtonDropdown
          items={[
            { id: 'grow', text: 'Add servers' },
            { id: 'shrink', text: 'Take servers out' },
            { id: 'disband', text: 'Disband' },
          ]}
          onItemClick={({ detail }) => setAsked(detail.id as Asked)}
        >
          Change
        </ButtonDropdown>
      )}
      {may('clusters.control') && (
        <>
          <Button onClick={() => setAsked('stop')}>Stop</Button>
          <Button variant="primary" onClick={() => setAsked('restart')}>
            Restart
          </Button>
        </>
      )}
      {asked === 'restart' && <RestartDialog cluster={cluster} onClose={dialog.onClose} />}
      {asked === 'stop' && <Stop {...dialog} />}
      {asked === 'grow' && <Grow {...dialog} />}
      {asked === 'shrink' && <Shrink {...dialog} />}
      {asked === 'disband' && <Disband {...dialog} />}
    </>
  )
}

function Stop({ cluster, onClose }: CommandProps) {
  const [, go] = useLocation()
  const { isRunning, run } = useCommand()
  const stop = async () => {
    const path = { clusterId: cluster.id }
    const rollout = await run('Stopping', () => callForRollout('POST /mmc/api/clusters/{clusterId}/stop', { path }))
    if (rollout) go(`/rollouts/${rollout}`)
  }
  return (
    <Confirm
      title={`Stop ${cluster.name}?`}
      action="Stop all servers"
      isRunning={isRunning}
      onConfirm={() => void stop()}
      onCancel={onClose}
    >
      {`All ${cluster.nodeServerIds.length} servers of the cluster stop. `}
      Nothing starts them again from here: somebody has to start the runtimes where they run.
    </Confirm>
  )
}

function Disband({ cluster, onClose }: CommandProps) {
  const [, go] = useLocation()
  const { isRunning, run } = useCommand()
  const disband = async () => {
    const done = await run(
      'Disbanding',
      () => call('DELETE /mmc/api/clusters/{clusterId}', { path: { clusterId: cluster.id } }),
      () => `${cluster.name} is disbanded. Its servers go on by themselves.`,
    )
    if (done !== undefined) go('/clusters')
  }
  return (
    <Confirm
      title={`Disband ${cluster.name}?`}
      action="Disband"
      isRunning={isRunning}
      onConfirm={() => void disband()}
      onCancel={onClose}
    >
      Its servers that are up restart now, all at the same time, and go on by themselves. What is deployed to the
      cluster is removed from them.
    </Confirm>
  )
}
