import Box from '@cloudscape-design/components/box'
import type { Answer } from '../../api/client.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Status } from '../../parts/status.tsx'
import { absoluteTime, duration, useNow } from '../../parts/time.tsx'
import { phasesOf, type Phase } from './phases.ts'

type Rollout = Answer<'GET /v1/rollouts/{rolloutId}'>

/** A lane for each server, all on one scale of time. The words below each lane say the same. */
export function Lanes({ rollout }: { rollout: Rollout }) {
  const now = useNow(1000)
  const begin = Date.parse(rollout.startedAt ?? rollout.createdAt)
  const end = Math.max(begin + 1000, rollout.endedAt ? Date.parse(rollout.endedAt) : now)
  return (
    <ul className="lanes">
      {rollout.servers.map((server) => {
        const phases = phasesOf(server, end)
        return (
          <li key={server.serverId}>
            <div className="lane-head">
              <AppLink to={`/servers/local$${server.serverId}`}>{server.serverName}</AppLink>
              <Status of={server.phase ? wordOf(server.phase, rollout.kind) : server.status} />
            </div>
            <Lane phases={phases} kind={rollout.kind} begin={begin} end={end} />
            <Box color={server.cause ? 'text-status-error' : 'text-body-secondary'} fontSize="body-s">
              {server.cause?.message ??
                (phases.map(({ name, from, to }) => `${wordOf(name, rollout.kind)} ${duration(from, to)}`).join(', ') ||
                  'Its turn has not come.')}
            </Box>
          </li>
        )
      })}
    </ul>
  )
}

/** The API's phases are those of a restart and a deployment; a stop does not come back, and an undeployment takes away. */
function wordOf(phase: string, kind: Rollout['kind']): string {
  if (phase === 'restarting' && kind === 'stop') return 'stopping'
  // It is up again, and is looked at for a while before the next one goes.
  if (phase === 'holding') return 'verifying'
  return phase === 'deploying' && (kind === 'undeploy' || kind === 'delete') ? 'removing' : phase
}

const width = 1000

function Lane({
  phases,
  kind,
  begin,
  end,
}: {
  phases: readonly Phase[]
  kind: Rollout['kind']
  begin: number
  end: number
}) {
  const x = (at: number) => ((at - begin) / (end - begin)) * width
  return (
    <svg className="lane" viewBox={`0 0 ${width} 18`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="lane-ground" width={width} height="18" />
      {phases.map(({ name, from, to }) => (
        <rect key={name} className={`lane-${name}`} x={x(from)} width={Math.max(3, x(to) - x(from))} height="18">
          <title>{`${wordOf(name, kind)} from ${absoluteTime(from)}, ${duration(from, to)}`}</title>
        </rect>
      ))}
    </svg>
  )
}
