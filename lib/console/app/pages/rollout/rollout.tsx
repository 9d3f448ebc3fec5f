import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useParams } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { localId } from '../../api/ids.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { absoluteTime, duration, Duration, Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import { doorOf } from '../audit/words.ts'
import { titled } from '../overview/problems.ts'
import { progressOf } from '../rollouts/progress.ts'
import { Lanes } from './lanes.tsx'
import { policyChoices, policyWord } from './policy-words.ts'

type Rollout = Answer<'GET /v1/rollouts/{rolloutId}'>

/** A rollout as it goes: where each server is, since when, and what can still be done about it. */
export function RolloutPage() {
  const { rolloutId = '' } = useParams<{ rolloutId: string }>()
  const { data: rollout, refusal, isLoading } = useWatch('GET /v1/rollouts/{rolloutId}', { path: { rolloutId } })
  return (
    <Page
      title={rollout ? `${titled(rollout.kind)} of ${rollout.target.name}` : 'Rollout'}
      refusal={refusal}
      isLoading={isLoading && !rollout}
      actions={rollout && <Commands rollout={rollout} />}
    >
      {rollout && (
        <>
          {rollout.cause && (
            <Alert type={rollout.status === 'failed' ? 'error' : 'info'} header={headerOf(rollout)}>
              {rollout.cause}
            </Alert>
          )}
          <State rollout={rollout} />
          <Section title="Servers" description="Each from the left: what it has been through, and for how long.">
            <Lanes rollout={rollout} />
          </Section>
          <ExpandableSection variant="container" headerText="Policy">
            <Facts
              facts={Object.fromEntries(
                Object.entries(rollout.policy).map(([name, value]) => [policyWord(name), valueOf(name, value)]),
              )}
            />
          </ExpandableSection>
        </>
      )}
    </Page>
  )
}

function headerOf(rollout: Rollout): string {
  if (rollout.status === 'failed') return 'It failed'
  return `It is ${rollout.isCancelling && !isOver(rollout) ? 'being cancelled' : rollout.status}`
}

const isOver = ({ status }: Rollout): boolean => ['succeeded', 'failed', 'cancelled'].includes(status)

const verbs = {
  pause: ['POST /v1/rollouts/{rolloutId}/pause', 'Pause'],
  resume: ['POST /v1/rollouts/{rolloutId}/resume', 'Resume'],
  cancel: ['POST /v1/rollouts/{rolloutId}/cancel', 'Cancel the rollout'],
} as const

function Commands({ rollout }: { rollout: Rollout }) {
  const may = useMay()
  const { isRunning, run } = useCommand()
  const [isAsking, setAsking] = useState(false)
  if (!may('clusters.control')) return null
  const { id, status, isPausing, isCancelling } = rollout
  if (isOver(rollout)) return null
  const steer = async (verb: keyof typeof verbs) => {
    const [route, text] = verbs[verb]
    const done = await run(text, () => call(route, { path: { rolloutId: id } }))
    if (done) setAsking(false)
  }
  const first = status === 'paused' ? 'resume' : 'pause'
  return (
    <>
      <Button
        loading={isRunning}
        disabled={isCancelling || (first === 'pause' && isPausing)}
        onClick={() => void steer(first)}
      >
        {verbs[first][1]}
      </Button>
      <Button disabled={isCancelling} onClick={() => setAsking(true)}>
        {verbs.cancel[1]}
      </Button>
      {isAsking && (
        <Confirm
          title={`Cancel the ${rollout.kind} of ${rollout.target.name}?`}
          action="Cancel the rollout"
          isRunning={isRunning}
          onConfirm={() => void steer('cancel')}
          onCancel={() => setAsking(false)}
        >
          Servers that are done stay as they are, the one under way is finished or its command withdrawn, and no further
          one is begun. A cancelled rollout cannot be resumed.
        </Confirm>
      )}
    </>
  )
}

function State({ rollout }: { rollout: Rollout }) {
  const { servers, status, target, isPausing, isCancelling } = rollout
  const { over, words } = progressOf(servers)
  const waits = isOver(rollout)
    ? ''
    : isCancelling
      ? 'No further server is begun. It ends as soon as those under way are done'
      : isPausing
        ? 'It pauses as soon as the servers under way are done'
        : ''
  const to = target.kind === 'cluster' ? `/clusters/${target.id}` : `/deployments/${localId(target.id)}`
  return (
    <Section title="Details">
      <SpaceBetween size="l">
        <ProgressBar
          value={servers.length === 0 ? 100 : (over / servers.length) * 100}
          label={words}
          additionalInfo={waits}
          status={isOver(rollout) ? (status === 'succeeded' ? 'success' : 'error') : 'in-progress'}
          resultText={status}
        />
        <Facts
          facts={{
            Status: <Status of={status} />,
            Target: <AppLink to={to}>{target.name}</AppLink>,
            Requested: <Time at={rollout.createdAt} />,
            'Requested by': `${rollout.requestedBy} (${doorOf(rollout.via)})`,
            Duration: rollout.startedAt && <Duration from={rollout.startedAt} to={rollout.endedAt} />,
            Deadline: rollout.endedAt ? undefined : absoluteTime(rollout.deadlineAt),
          }}
        />
      </SpaceBetween>
    </Section>
  )
}

/** Seconds as a length of time: `5 min 0 s`; truths as yes and no. */
function valueOf(name: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  const word = policyChoices[name]?.[String(value)]
  if (word !== undefined) return word
  return name.endsWith('Seconds') ? duration(0, Number(value) * 1000) : String(value)
}
