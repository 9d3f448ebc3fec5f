import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import { isAway } from './is-up.ts'

type Server = Answer<'GET /mmc/api/servers/{serverId}'>
type Asked = 'restart' | 'stop' | 'unregister'

const deeds: Readonly<Record<Asked, string>> = { restart: 'Restart', stop: 'Stop', unregister: 'Unregister' }

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

/** What can be done with a server by itself. Members of a cluster are restarted with their cluster. */
export function ServerCommands({ server, isMember }: { server: Server; isMember: boolean }) {
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
    const result = await run(`${deeds[what]} ${server.name}`, acts[what], () => `${server.name}${outcomes[what]}`)
    if (result === undefined) return
    setAsked(undefined)
    if (what === 'unregister') go('/servers')
  }
  const isOut = { restart: isAway(server), stop: isAway(server), unregister: isMember }
  const shown = (['restart', 'stop', 'unregister'] as const).filter((one) =>
    may(one === 'unregister' ? 'servers.edit' : 'servers.control'),
  )
  return (
    <>
      {shown.map((one) => (
        <Button key={one} onClick={() => setAsked(one)} disabled={isOut[one]}>
          {deeds[one]}
        </Button>
      ))}
      {asked && (
        <Confirm
          title={`${deeds[asked]} ${server.name}?`}
          deed={deeds[asked]}
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
