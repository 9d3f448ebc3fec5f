import { uuidPattern } from '#core/deployments/public-id.ts'
import { DomainError } from '#core/errors.ts'
import { deploymentUpdate } from '../_dialect/families/deployment-update.ts'
import * as examples from '../_dialect/examples.ts'
import { fromLocal } from '../_dialect/ids.ts'

/** Removes targets and versions from a deployment, even the last ones; what runs continues until the next rollout. */
export default deploymentUpdate.operation({
  name: 'RemoveFromDeployment',
  route: 'PUT /api/deployments/{deploymentId}/remove',
  example: {
    request: { deploymentId: 'local$<deploymentId>', lastModified: '<lastModified>', servers: ['local$<serverId>'] },
    answer: { ...examples.deployment, status: 'UNDEPLOYED', servers: [] },
  },
  permission: 'deployments.edit',
  action: (before, { servers = [], clusters = [], applications = [] }) => {
    const ids = [...servers, ...clusters, ...applications]
    const malformed = ids.find((one) => typeof one !== 'string' || !uuidPattern.test(fromLocal(one)))
    if (malformed !== undefined)
      throw new DomainError('deployment-unresolved', `${JSON.stringify(malformed)} is not an id.`)
    const leaving = new Set(ids.map((one) => fromLocal(one as string)))
    return Promise.resolve({
      name: before.name,
      targets: before.targets.filter(({ id }) => !leaving.has(id)),
      applications: before.applications.filter(({ versionId }) => !leaving.has(versionId)),
    })
  },
})
