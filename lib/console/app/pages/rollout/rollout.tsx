import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import { useParams } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { duration, Time, useNow } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import { Lanes } from './lanes.tsx'

type Rollout = Answer<'GET /v1/rollouts/{rolloutId}'>

/** A rollout as it goes: where each server is, since when, and what can still be done about it. */
export function RolloutPage() {
  const { rolloutId = '' } = useParams<{ rolloutId: string }>()
  const { data: rollout, refusal, isLoading } = useWatch('GET /v1/rollouts/{rolloutId}', { path: { rolloutId } })
  return (
    <Page
      title={rollout ? `${rollout.kind} of ${rollout.target.name}` : 'Rollout'}
      refusal={refusal}
      isLoading={isLoading && !rollout}
      actions={rollout && <Commands rollout={rollout} />}
    >
      {rollout && (
        <>
          {rollout.cause && (
            <Alert type={rollout.status === 'failed' ? 'error' : 'info'} header={`It is ${rollout.status}`}>
              {rollout.cause}
            </Alert>
          )}
          <State rollout={rollout} />
          <Section title="Servers" description="Each from the left: what it has been through, and for how long.">
            <Lanes rollout={rollout} />
          </Section>
        </>
      )}
    </Page>
  )
}

const verbs = {
  pause: ['POST /v1/rollouts/{rolloutId}/pause', 'Pause'],
  resume: ['POST /v1/rollouts/{rolloutId}/resume', 'Resume'],
  cancel: ['POST /v1/rollouts/{rolloutId}/cancel', 'Cancel'],
} as const

function Commands({ rollout }: { rollout: Rollout }) {
  const may = useMay()
  const { isRunning, run } = useCommand()
  if (!may('clusters.control')) return null
  const isOver = ['succeeded', 'failed', 'cancelled'].includes(rollout.status)
  const shown = isOver
    ? []
    : rollout.status === 'paused'
      ? (['resume', 'cancel'] as const)
      : (['pause', 'cancel'] as const)
  return shown.map((verb) => {
    const [route, text] = verbs[verb]
    return (
      <Button
        key={verb}
        loading={isRunning}
        disabled={(verb === 'pause' && rollout.isPausing) || rollout.isCancelling}
        onClick={() => void run(text, () => call(route, { path: { rolloutId: rollout.id } }))}
      >
        {text}
      </Button>
    )
  })
}

function State({ rollout }: { rollout: Rollout }) {
  useNow(1000)
  const { servers, status, target, isPausing, isCancelling } = rollout
  const over = servers.filter((one) => ['done', 'failed', 'skipped'].includes(one.status)).length
  const waits = isCancelling
    ? 'Cancels when the servers under way are over'
    : isPausing
      ? 'Pauses when the servers under way are over'
      : ''
  const to = target.kind === 'cluster' ? `/clusters/${target.id}` : `/deployments/${target.id}`
  return (
    <Section title="State">
      <ProgressBar
        value={servers.length === 0 ? 100 : (over / servers.length) * 100}
        label={`${over} of ${servers.length} servers are over`}
        additionalInfo={waits}
        status={status === 'failed' ? 'error' : status === 'succeeded' ? 'success' : 'in-progress'}
        resultText={status}
      />
      <Facts
        facts={{
          State: <Status of={status} />,
          Target: <AppLink to={to}>{target.name}</AppLink>,
          'Asked for': <Time at={rollout.createdAt} />,
          By: `${rollout.requestedBy}, through ${rollout.via}`,
          Took: rollout.startedAt && duration(rollout.startedAt, rollout.endedAt),
          Deadline: rollout.endedAt ? undefined : <Time at={rollout.deadlineAt} />,
          ...Object.fromEntries(Object.entries(rollout.policy).map(([name, value]) => [wordsOf(name), String(value)])),
        }}
      />
    </Section>
  )
}

/** `maxUnavailable` as `Max unavailable`. */
const wordsOf = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase())
