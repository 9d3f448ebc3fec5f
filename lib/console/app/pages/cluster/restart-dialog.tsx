import Alert from '@cloudscape-design/components/alert'
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
import { inFormWords, policyChoices, policyWord } from '../rollout/policy-words.ts'
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

const descriptions: Readonly<Record<keyof Figures, string>> = {
  maxUnavailable: 'Servers that may be out at once, those that are down already included; or a percentage such as 25%',
  drainTimeoutSeconds: 'Seconds in which work in flight may finish',
  serverTimeoutSeconds: 'Seconds in which each server has to be back',
  minHealthySeconds: 'Seconds that a server has to be up before the next one goes',
  deadlineSeconds: 'Seconds in which all of it has to be over',
}

/** Asks how to restart a cluster, shows the plan for it, and begins. */
export function RestartDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const [, go] = useLocation()
  const [figures, setFigures] = useState(usual)
  const [onFailure, setOnFailure] = useState<'stop' | 'continue'>('stop')
  const [onDrainTimeout, setOnDrainTimeout] = useState<'force' | 'fail'>('force')
  const { isRunning, run } = useCommand()
  const policy = policyOf(figures, onFailure, onDrainTimeout)
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
      action="Restart"
      isRunning={isRunning}
      isDisabled={!isOfPolicy || !plan || plan.blockers.length > 0 || problem !== ''}
      disabledReason={problem || 'The plan says why it cannot begin now.'}
      onConfirm={() => void restart()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <PolicyFields figures={figures} onChange={setFigures} />
        <ColumnLayout columns={2}>
          <FormField label={policyWord('onDrainTimeout')} description="When a server is not drained in time">
            <Select
              selectedOption={drainOptions.find(({ value }) => value === onDrainTimeout) ?? null}
              options={drainOptions}
              onChange={({ detail }) => setOnDrainTimeout(detail.selectedOption.value as 'force' | 'fail')}
            />
          </FormField>
          <FormField label={policyWord('onFailure')} description="When a server fails">
            <Select
              selectedOption={failureOptions.find(({ value }) => value === onFailure) ?? null}
              options={failureOptions}
              onChange={({ detail }) => setOnFailure(detail.selectedOption.value as 'stop' | 'continue')}
            />
          </FormField>
        </ColumnLayout>
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
      (error: unknown) => end.signal.aborted || setKnown({ key, problem: inFormWords((error as Error).message) }),
    )
    return () => end.abort()
  }, [key, clusterId])
  return { ...known, isOfPolicy: known.key === key }
}

const optionsOf = (name: string) =>
  Object.entries(policyChoices[name] ?? {}).map(([value, label]) => ({ value, label }))
const drainOptions = optionsOf('onDrainTimeout')
const failureOptions = optionsOf('onFailure')

const policyOf = (figures: Figures, onFailure: 'stop' | 'continue', onDrainTimeout: 'force' | 'fail'): Policy => ({
  maxUnavailable: figures.maxUnavailable.endsWith('%') ? figures.maxUnavailable : Number(figures.maxUnavailable),
  drainTimeoutSeconds: Number(figures.drainTimeoutSeconds),
  serverTimeoutSeconds: Number(figures.serverTimeoutSeconds),
  minHealthySeconds: Number(figures.minHealthySeconds),
  deadlineSeconds: Number(figures.deadlineSeconds),
  onFailure,
  onDrainTimeout,
})

const PolicyFields = ({ figures, onChange }: { figures: Figures; onChange: (figures: Figures) => void }) => (
  <ColumnLayout columns={3}>
    {(Object.keys(descriptions) as (keyof Figures)[]).map((name) => (
      <FormField key={name} label={policyWord(name)} description={descriptions[name]}>
        <Input
          value={figures[name]}
          onChange={({ detail }) => onChange({ ...figures, [name]: detail.value })}
          inputMode="numeric"
        />
      </FormField>
    ))}
  </ColumnLayout>
)
