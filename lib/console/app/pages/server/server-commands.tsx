import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import { absenceOf, type Detail } from './absence.ts'
import { isAway } from './is-up.ts'

type Server = Answer<'GET /mmc/api/servers/{serverId}'>
type Asked = 'restart' | 'stop' | 'unregister'

const actions: Readonly<Record<Asked, string>> = { restart: 'Restart', stop: 'Stop', unregister: 'Unregister' }

const warnings: Readonly<Record<Asked, string>> = {
  restart: 'Work in flight is finished first, for half a minute at most. Meanwhile the server takes no messages.',
  stop: 'Nothing starts it again from here: somebody has to start the runtime where it runs.',
  unregister: 'It is forgotten here with its files. The runtime itself goes on, and its agent can enrol again.',
}

const outcomes: Readonly<Record<Asked, string>> = {
  restart: ': restart was accepted. Its agent hears of it with its next check-in.',
  stop: ': stop was accepted. Its agent hears of it with its next check-in.',
  unregister: ' is unregistered.',
}

interface ServerCommandsProps {
  server: Server
  detail?: Detail
  /** The cluster it is in, where the caller may see that. */
  clusterName?: string
}

/** What can be done with a server by itself. Members of a cluster are restarted with their cluster. */
export function ServerCommands({ server, detail, clusterName }: ServerCommandsProps) {
  const may = useMay()
  const [, go] = useLocation()
  const [asked, setAsked] = useState<Asked>()
  const { isRunning, run } = useCommand()
  const path = { serverId: server.id }
  const acts: Readonly<Record<Asked, () => Promise<unknown>>> = {
    restart: () => call('POST /mmc/api/servers/{serverId}/restart', { path }),
    stop: () => call('POST /mmc/api/servers/{serverId}/stop', { path }),
    unregister: () => call('DELETE /mmc/api/servers/{serverId}', { path }),
  }
  const act = async (what: Asked) => {
    const result = await run(`${actions[what]} ${server.name}`, acts[what], () => `${server.name}${outcomes[what]}`)
    if (result === undefined) return
    setAsked(undefined)
    if (what === 'unregister') go('/servers')
  }
  const { what, remedy } = absenceOf(server, detail)
  const away = isAway(server) ? `${what}. ${remedy}` : undefined
  const isMember = detail?.clusterId !== undefined || clusterName !== undefined
  const member = isMember ? memberWords(server, clusterName) : undefined
  const obstacles: Readonly<Record<Asked, string | undefined>> = { restart: away, stop: away, unregister: member }
  const shown = (['restart', 'stop', 'unregister'] as const).filter((one) =>
    may(one === 'unregister' ? 'servers.edit' : 'servers.control'),
  )
  return (
    <>
      {shown.map((one) => (
        <Button
          key={one}
          onClick={() => setAsked(one)}
          disabled={obstacles[one] !== undefined}
          disabledReason={obstacles[one]}
        >
          {actions[one]}
        </Button>
      ))}
      {asked && (
        <Confirm
          title={`${actions[asked]} ${server.name}?`}
          action={actions[asked]}
          isRunning={isRunning}
          onConfirm={() => void act(asked)}
          onCancel={() => setAsked(undefined)}
        >
          {warnings[asked]}
        </Confirm>
      )}
    </>
  )
}

/** Why a cluster's server cannot be unregistered, and what to press first. */
const memberWords = (server: Server, clusterName = 'a cluster'): string =>
  isAway(server)
    ? `It is in ${clusterName}, which only lets servers go while all of them are up. Start its runtime, or disband the cluster first: Change, then Disband, on the cluster’s page.`
    : `It is in ${clusterName}. Take it out first: Change, then Take servers out, on the cluster’s page.`
