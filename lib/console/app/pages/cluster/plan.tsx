import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import { useWatch } from '../../api/watch.ts'
import type { Answer } from '../../api/client.ts'

type PlanOf = Extract<Answer<'POST /v1/clusters/{clusterId}/restart'>, { plan: unknown }>['plan']

/** Which servers would go when, and why nothing can begin now. */
export function Plan({ plan, members }: { plan: PlanOf; members: readonly string[] }) {
  const { data } = useWatch('GET /mmc/api/servers', {})
  const isOf = (id: string, shown: string) => shown === id || shown.endsWith(`$${id}`)
  const nameOf = (id: string) =>
    data?.data.find((server) => isOf(id, server.id))?.name ?? members.find((one) => isOf(id, one)) ?? id
  return (
    <div aria-live="polite">
      <Box variant="h3">The plan</Box>
      {plan.blockers.map(({ code, message }) => (
        <Alert key={code} type="error" header="It cannot begin now">
          {message}
        </Alert>
      ))}
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
