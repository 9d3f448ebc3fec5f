import { DomainError } from '#core/errors.ts'
import { readName } from '../_dialect/bodies/deployment.ts'
import { deploymentUpdate } from '../_dialect/families/deployment-update.ts'
import * as examples from '../_dialect/examples.ts'
import { fromLocal } from '../_dialect/ids.ts'

/** Adds targets and versions to a deployment, and renames it if a name is given. The deployment's id changes. */
export default deploymentUpdate.operation({
  name: 'AddToDeployment',
  route: 'PUT /api/deployments/{deploymentId}/add',
  example: {
    request: {
      deploymentId: 'local$<deploymentId>',
      lastModified: '<lastModified>',
      name: 'example-2',
      clusters: ['<clusterId>'],
    },
    answer: {
      ...examples.deployment,
      name: 'example-2',
      status: 'UNDEPLOYED',
      clusterIds: ['<clusterId>'],
      clusterNames: ['<clusterName>'],
    },
  },
  permission: 'deployments.edit',
  action: async (before, body, context) => {
    const name = body.name === undefined ? before.name : readName(body.name)
    if (name !== before.name && (await context.read.name('deployment', name)))
      throw new DomainError('deployment-name-taken', `Another deployment is named ${name}.`)
    const { servers = [], clusters = [], applications = [] } = body
    const all = [...servers, ...clusters, ...applications]
    const named = {
      servers: servers.filter(isText),
      clusters: clusters.filter(isText),
      versions: applications.filter(isText),
    }
    const found = await context.use.resolveReferences(named, fromLocal)
    const unknown = [...all.filter((one) => !isText(one)).map((one) => JSON.stringify(one)), ...found.unknown]
    if (unknown.length > 0) throw new DomainError('deployment-unresolved', `There is no ${unknown.join(', no ')}.`)
    const targets = found.targets.filter(({ id }) => !before.targets.some((one) => one.id === id))
    const versions = found.applications.filter(
      ({ versionId }) => !before.applications.some((one) => one.versionId === versionId),
    )
    return { name, targets: [...before.targets, ...targets], applications: [...before.applications, ...versions] }
  },
})

const isText = (one: unknown): one is string => typeof one === 'string'
