import Alert from '@cloudscape-design/components/alert'
import Checkbox from '@cloudscape-design/components/checkbox'
import ColumnLayout from '@cloudscape-design/components/column-layout'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { call, type Answer, type Parts } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { Plan } from './plan.tsx'

type Cluster = Answer<'GET /mmc/api/clusters/{clusterId}'>
type Policy = NonNullable<Parts<'POST /v1/clusters/{clusterId}/restart'>['body']>['policy'] & object
type Restart = Answer<'POST /v1/clusters/{clusterId}/restart'>
type PlanOf = Extract<Restart, { plan: unknown }>['plan']

const usual = {
  maxUnavailable: '1',
  drainTimeoutSeconds: '30',
  serverTimeoutSeconds: '300',
  minHealthySeconds: '10',
  deadlineSeconds: '21600',
}
type Figures = typeof usual

const labels: Readonly<Record<keyof Figures, [string, string]>> = {
  maxUnavailable: ['Out at once', 'Servers, or a percentage such as 25%'],
  drainTimeoutSeconds: ['Drain for', 'Seconds in which work in flight is finished'],
  serverTimeoutSeconds: ['Back within', 'Seconds for each server'],
  minHealthySeconds: ['Healthy for', 'Seconds before the next one goes'],
  deadlineSeconds: ['All over within', 'Seconds'],
}

/** Asks how to restart a cluster, shows the plan for it, and begins. */
export function RestartDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const [, go] = useLocation()
  const [figures, setFigures] = useState(usual)
  const [goesOn, setGoesOn] = useState(false)
  const [onDrainTimeout, setOnDrainTimeout] = useState<'force' | 'fail'>('force')
  const { isRunning, run } = useCommand()
  const policy = policyOf(figures, goesOn, onDrainTimeout)
  const { plan, problem, isOfPolicy } = usePlan(cluster.id, policy)
  const restart = async () => {
    const body = { policy }
    const begun = await run('Restarting', () =>
      call('POST /v1/clusters/{clusterId}/restart', { path: { clusterId: cluster.id }, body }),
    )
    if (begun && 'rollout' in begun) go(`/rollouts/${begun.rollout.id}`)
  }
  return (
    <Confirm
      title={`Restart ${cluster.name}`}
      size="large"
      deed="Restart"
      isRunning={isRunning}
      isDisabled={!isOfPolicy || !plan || plan.blockers.length > 0 || problem !== ''}
      onConfirm={() => void restart()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <PolicyFields figures={figures} onChange={setFigures} />
        <FormField label="When a server is not drained in time">
          <Select
            selectedOption={drainOptions.find(({ value }) => value === onDrainTimeout) ?? null}
            options={drainOptions}
            onChange={({ detail }) => setOnDrainTimeout(detail.selectedOption.value as 'force' | 'fail')}
          />
        </FormField>
        <Checkbox checked={goesOn} onChange={({ detail }) => setGoesOn(detail.checked)}>
          Go on with the others when a server fails
        </Checkbox>
        {problem && <Alert type="error">{problem}</Alert>}
        {plan && <Plan plan={plan} members={cluster.nodeServerIds} />}
      </SpaceBetween>
    </Confirm>
  )
}

/** What would happen by a policy, or why it is none. */
function usePlan(clusterId: string, policy: Policy) {
  const [known, setKnown] = useState<{ key?: string; plan?: PlanOf; problem: string }>({ problem: '' })
  const key = JSON.stringify(policy)
  useEffect(() => {
    const end = new AbortController()
    const body = { policy: JSON.parse(key) as Policy, dryRun: true }
    call('POST /v1/clusters/{clusterId}/restart', { path: { clusterId }, body }, end.signal).then(
      (answer) => setKnown({ key, plan: 'plan' in answer ? answer.plan : undefined, problem: '' }),
      (error: unknown) => end.signal.aborted || setKnown({ key, problem: (error as Error).message }),
    )
    return () => end.abort()
  }, [key, clusterId])
  return { ...known, isOfPolicy: known.key === key }
}

const drainOptions = [
  { value: 'force', label: 'Restart it all the same' },
  { value: 'fail', label: 'Leave it as it is, as failed' },
]

const policyOf = (figures: Figures, goesOn: boolean, onDrainTimeout: 'force' | 'fail'): Policy => ({
  maxUnavailable: figures.maxUnavailable.endsWith('%') ? figures.maxUnavailable : Number(figures.maxUnavailable),
  drainTimeoutSeconds: Number(figures.drainTimeoutSeconds),
  serverTimeoutSeconds: Number(figures.serverTimeoutSeconds),
  minHealthySeconds: Number(figures.minHealthySeconds),
  deadlineSeconds: Number(figures.deadlineSeconds),
  onFailure: goesOn ? 'continue' : 'stop',
  onDrainTimeout,
})

const PolicyFields = ({ figures, onChange }: { figures: Figures; onChange: (figures: Figures) => void }) => (
  <ColumnLayout columns={3}>
    {(Object.keys(labels) as (keyof Figures)[]).map((name) => (
      <FormField key={name} label={labels[name][0]} description={labels[name][1]}>
        <Input
          value={figures[name]}
          onChange={({ detail }) => onChange({ ...figures, [name]: detail.value })}
          inputMode="numeric"
        />
      </FormField>
    ))}
  </ColumnLayout>
)
