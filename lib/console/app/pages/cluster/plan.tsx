import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import { useWatch } from '../../api/watch.ts'
import type { Answer } from '../../api/client.ts'
import { AppLink } from '../../parts/app-link.tsx'

type PlanOf = Extract<Answer<'POST /v1/clusters/{clusterId}/restart'>, { plan: unknown }>['plan']

/** Which servers would go when, and why nothing can begin now. */
export function Plan({ plan, members }: { plan: PlanOf; members: readonly string[] }) {
  const { data } = useWatch('GET /mmc/api/servers', {})
  const isOf = (id: string, shown: string) => shown === id || shown.endsWith(`$${id}`)
  const nameOf = (id: string) =>
    data?.data.find((server) => isOf(id, server.id))?.name ?? members.find((one) => isOf(id, one)) ?? id
  const down = plan.skipped.map(({ serverId }) => nameOf(serverId))
  // Whoever is neither in a batch nor down stays up meanwhile.
  const isOutage =
    plan.blockers.length === 0 && plan.batches.some((batch) => batch.length + down.length >= members.length)
  return (
    <div aria-live="polite">
      <Box variant="h3">The plan</Box>
      {plan.blockers.map(({ code, message, rolloutId }) => (
        <Alert key={code} type="error" header="It cannot begin now">
          {message} {code === 'members-down' && <WhenDown names={down} least={down.length + 1} />}
          {rolloutId && <AppLink to={`/rollouts/${rolloutId}`}>Go to the rollout</AppLink>}
        </Alert>
      ))}
      {isOutage && (
        <Alert
          type="warning"
          header={
            plan.batches.length === 1
              ? 'All servers that are up restart at the same time'
              : 'At times no server of the cluster is up'
          }
        >
          The cluster serves nothing meanwhile. Lower Max unavailable to restart it a part at a time.
        </Alert>
      )}
      <ol>
        {plan.batches.map((batch) => (
          <li key={batch.join()}>{batch.map(nameOf).join(' and ')}</li>
        ))}
      </ol>
      {plan.skipped.length > 0 && (
        <Box>Left out: {plan.skipped.map(({ serverId, status }) => `${nameOf(serverId)} (${status})`).join(', ')}</Box>
      )}
    </div>
  )
}

/** What to do when servers are down that count against the policy. */
const WhenDown = ({ names, least }: { names: readonly string[]; least: number }) => (
  <>
    {`Start the runtime of ${names.join(', ')} and wait until it is up, or raise Max unavailable to ${least} or more: servers that are down count.`}
  </>
)
