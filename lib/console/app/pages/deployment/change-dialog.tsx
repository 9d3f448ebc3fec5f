import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { ContentFields, type Content } from '../deployments/choices.tsx'

type Deployment = Answer<'GET /mmc/api/deployments/{deploymentId}'>

/** Changes what a deployment puts where. Nothing changes on any server until it is deployed again. */
export function ChangeDialog({ deployment, onClose }: { deployment: Deployment; onClose: () => void }) {
  const [, go] = useLocation()
  const { isRunning, run } = useCommand()
  // As it was when the dialog opened: a change of somebody else's since is refused by the API, and not lost.
  const [before] = useState(deployment)
  const former: Content = {
    applications: before.applications,
    servers: before.servers,
    clusters: before.clusterIds,
  }
  const [content, setContent] = useState(former)
  const added = difference(content, former)
  const removed = difference(former, content)
  const save = async () => {
    const id = await run('The change', () => change(before, added, removed))
    if (id) go(`/deployments/${id}`)
  }
  return (
    <Confirm
      title={`Change ${before.name}`}
      action="Save"
      isRunning={isRunning}
      isDisabled={isEmpty(added) && isEmpty(removed)}
      onConfirm={() => void save()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <div>What runs goes on as it is until the deployment is deployed again.</div>
        <ContentFields content={content} onChange={setContent} />
      </SpaceBetween>
    </Confirm>
  )
}

/** Gives the id that the deployment has afterwards. */
async function change({ id, lastModified }: Deployment, added: Content, removed: Content): Promise<string> {
  let now = { id, lastModified }
  // First what comes in: a deployment must not be left without anything in between.
  const changes = [
    ['PUT /mmc/api/deployments/{deploymentId}/add', added],
    ['PUT /mmc/api/deployments/{deploymentId}/remove', removed],
  ] as const
  for (const [route, content] of changes) {
    if (isEmpty(content)) continue
    now = await call(route, {
      path: { deploymentId: now.id },
      body: {
        lastModified: now.lastModified,
        ...content,
      },
    })
  }
  return now.id
}

const isEmpty = ({ applications, servers, clusters }: Content): boolean =>
  applications.length + servers.length + clusters.length === 0

const difference = (one: Content, other: Content): Content => ({
  applications: one.applications.filter((id) => !other.applications.includes(id)),
  servers: one.servers.filter((id) => !other.servers.includes(id)),
  clusters: one.clusters.filter((id) => !other.clusters.includes(id)),
})
