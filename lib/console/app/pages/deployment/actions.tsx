import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Answer } from '../../api/client.ts'
import { callForRollout } from '../../api/rollout-of.ts'
import { tell } from '../../notices.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import { useViewState } from '../../view-state.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { rollOut, type Kind } from './roll-out.ts'

type Deployment = Answer<'GET /mmc/api/deployments/{deploymentId}'>

const actions: Readonly<Record<Kind | 'delete', { action: string; doing: string; what: string }>> = {
  deploy: {
    action: 'Deploy',
    doing: 'Deploying',
    what: 'Its applications go to its targets, and what it no longer holds is removed. What runs as it should already is left alone; Redeploy deploys that again too. Servers that are down are skipped.',
  },
  redeploy: {
    action: 'Redeploy',
    doing: 'Redeploying',
    what: 'All of its applications are deployed again, also where they run as they should; each is away for a moment.',
  },
  undeploy: { action: 'Undeploy', doing: 'Undeploying', what: 'Its applications are removed from all of its targets.' },
  delete: {
    action: 'Delete',
    doing: 'Deleting',
    what: 'Its applications are removed from all of its targets, then the deployment is gone.',
  },
}

const hints = {
  redeploy: 'Everything again, also what runs as it should',
  undeploy: 'Remove it from all targets, and keep it here',
  delete: 'Remove it from all targets, and from here',
} as const

/** What can be done with a deployment. Which dialog is open, the address says. */
export function Actions({ deployment }: { deployment: Deployment }) {
  const may = useMay()
  const { get, set } = useViewState()
  const asked = get('do')
  const isDeleting = deployment.status === 'DELETING'
  const close = () => set({ do: '' })
  const others = [
    ...(may('deployments.edit') ? [{ id: 'change', text: 'Change', secondaryText: 'What it puts where' }] : []),
    ...(may('deployments.control')
      ? (['redeploy', 'undeploy', 'delete'] as const).map((id) => ({
          id,
          text: actions[id].action,
          secondaryText: hints[id],
        }))
      : []),
  ]
  return (
    <>
      {others.length > 0 && (
        <ButtonDropdown
          disabled={isDeleting}
          disabledReason="It is being deleted."
          items={others}
          onItemClick={({ detail }) => set({ do: detail.id })}
        >
          More
        </ButtonDropdown>
      )}
      {may('deployments.control') && (
        <Button
          variant="primary"
          disabled={isDeleting}
          disabledReason="It is being deleted."
          onClick={() => set({ do: 'deploy' })}
        >
          Deploy
        </Button>
      )}
      {asked === 'change' && <ChangeDialog deployment={deployment} onClose={close} />}
      {asked in actions && <RollOutDialog deployment={deployment} kind={asked as Kind | 'delete'} onClose={close} />}
    </>
  )
}

interface RollOutDialogProps {
  deployment: Deployment
  kind: Kind | 'delete'
  onClose: () => void
}

function RollOutDialog({ deployment: { id, name, status }, kind, onClose }: RollOutDialogProps) {
  const isUnderWay = status === 'IN_PROGRESS'
  const [, go] = useLocation()
  const { isRunning, run } = useCommand()
  const [parallel, setParallel] = useState('')
  const { action, doing } = actions[kind]
  const isAgain = kind === 'deploy' && status === 'DEPLOYED'
  const perform = async () => {
    const work = () =>
      kind === 'delete'
        ? callForRollout('DELETE /mmc/api/deployments/{deploymentId}', { path: { deploymentId: id } })
        : rollOut(id, kind, parallel === '' ? undefined : Number(parallel))
    // An object, since a rollout that is not needed is no refusal.
    const outcome = await run(doing, async () => ({ rolloutId: await work() }))
    if (!outcome) return
    if (outcome.rolloutId) return go(`/rollouts/${outcome.rolloutId}`)
    tell({ type: 'success', content: kind === 'delete' ? `${name} is deleted.` : `${name}: there was nothing to do.` })
    if (kind === 'delete') go('/deployments')
    else onClose()
  }
  return (
    <Confirm
      title={`${action} ${name}`}
      action={action}
      isRunning={isRunning}
      onConfirm={() => void perform()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <div>
          {isAgain && 'It is deployed already, so this does the same as Redeploy. '}
          {actions[isAgain ? 'redeploy' : kind].what}
        </div>
        {isUnderWay && (
          <Alert type="warning">
            A rollout of it is under way or paused. It is cancelled, and this takes its place.
          </Alert>
        )}
        {kind !== 'delete' && (
          <FormField
            label="Servers at once"
            description="Left empty: as many as there are; of a cluster, one node after the other."
          >
            <Input type="number" value={parallel} onChange={({ detail }) => setParallel(detail.value)} />
          </FormField>
        )}
      </SpaceBetween>
    </Confirm>
  )
}
