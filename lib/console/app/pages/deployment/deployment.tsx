import { Redirect, useParams } from 'wouter'
import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { lastingId } from '../../api/ids.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useNames } from '../deployments/names.ts'
import { standOf } from '../deployments/stand.ts'
import { RolloutList } from '../rollouts/rollout-list.tsx'
import { RolloutsUnderWay } from '../rollouts/under-way.tsx'
import { Actions } from './actions.tsx'
import { noTargets, Places } from './places.tsx'

type Deployment = Answer<'GET /mmc/api/deployments/{deploymentId}'>

/**
 * One deployment: what it puts where, what of it is there, and what was done with it. A link from before a change of its content
 * leads to what it is now.
 */
export function DeploymentPage() {
  const { deploymentId = '' } = useParams<{ deploymentId: string }>()
  const { data, refusal, isLoading } = useWatch('GET /mmc/api/deployments/{deploymentId}', { path: { deploymentId } })
  const isOutdated = refusal?.status === 404
  const all = useWatch(isOutdated ? 'GET /mmc/api/deployments' : undefined, {})
  const present = all.data?.data.find(({ id }) => lastingId(id) === lastingId(deploymentId))
  if (isOutdated && present) return <Redirect to={`/deployments/${present.id}`} replace />
  return (
    <Page
      title={data?.name ?? 'Deployment'}
      refusal={refusal}
      isLoading={isLoading && !data}
      actions={data && !refusal && <Actions deployment={data} />}
    >
      {data && !refusal && <Parts deployment={data} />}
    </Page>
  )
}

function Parts({ deployment }: { deployment: Deployment }) {
  const may = useMay()
  const names = useNames()
  return (
    <>
      <RolloutsUnderWay targetId={deployment.id} />
      <Section title="Details">
        <Facts
          facts={{
            Status: <Status of={standOf(deployment)} />,
            Meaning: meaningOf(deployment),
            'Last updated': <Time at={Date.parse(deployment.lastModified)} />,
            Applications: deployment.applications.map((id) => (
              <div key={id}>
                <AppLink to={`/repository/${id}`}>{names.version(id)}</AppLink>
              </div>
            )),
            ID: deployment.id,
          }}
        />
      </Section>
      <Places deployment={deployment} names={names} />
      {may('clusters.read') && <RolloutList targetId={deployment.id} empty="It has not been deployed yet." />}
    </>
  )
}

function meaningOf(deployment: Deployment): string | undefined {
  const hasTargets = deployment.servers.length + deployment.clusterIds.length > 0
  return hasTargets ? meanings[standOf(deployment)] : noTargets
}

const meanings: Readonly<Record<string, string>> = {
  undeployed: 'Nothing of it has been deployed as it is now. Press Deploy.',
  'in-progress': 'It is being carried out.',
  deployed: 'Everything runs where it should.',
  drifted: 'Not everything runs where it should: a server is down, or runs something else. Deploy again when it is up.',
  failed: 'It was not carried out everywhere: the newest rollout says where and why. Press Deploy to try again.',
  deleting: 'It is being removed from its targets, and is gone then.',
}
