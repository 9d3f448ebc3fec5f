import { loadTargets } from '#app/deployments/load-targets.ts'
import { resolveReferences } from '#app/deployments/resolve-references.ts'
import { createDeployment } from '#core/deployments/create-deployment.ts'
import { deploymentIdOf } from '#core/deployments/public-id.ts'
import { DomainError, invalid } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { namesAny, readName, references, referencesOf } from '../_dialect/bodies/deployment.ts'
import { DeploymentView, deploymentView } from '../_dialect/views/deployment.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { fromLocal } from '../_dialect/ids.ts'

/**
 * Creates a deployment of versions to servers, groups and clusters, without deploying it; unknown ids are ignored
 * while others remain.
 */
export default operation({
  name: 'CreateDeployment',
  route: 'POST /api/deployments',
  example: {
    request: { name: 'example-new', servers: ['local$<serverId>'], applications: ['local$<versionId>'] },
    answer: {
      ...examples.deployment,
      name: 'example-new',
      id: 'local$019caddf-d080-7b3c-8e95-f2a700000001',
      status: 'UNDEPLOYED',
      href: 'https://api.example.com/mmc/api/deployments/local$019caddf-d080-7b3c-8e95-f2a700000001',
    },
  },
  permission: 'deployments.edit',
  input: t.object({ name: t.optional(t.unknown()), ...references }),
  output: DeploymentView,
  errors: unpermitted(400),
  fails: ['deployment-name-invalid', 'deployment-name-taken', 'deployment-unresolved', 'deployment-refused'],
  effects: { creates: ['deployment', 'name'] },
  uses: { loadTargets, resolveReferences },
  async run({ name: given, ...body }, context) {
    const { caller, actor, at, base, newUuid, commit } = context
    const name = readName(given)
    if (!namesAny(body, 'servers', 'serverNames', 'serversNames', 'clusters', 'clusterNames'))
      throw invalid(['servers'], 'The target is missing.', 'missing')
    if (!namesAny(body, 'applications', 'applicationsNames'))
      throw invalid(['applications'], 'The application is missing.', 'missing')
    const { targets, applications, unknown } = await context.use.resolveReferences(referencesOf(body), fromLocal)
    if (targets.length === 0 || applications.length === 0)
      throw new DomainError('deployment-unresolved', `Not created: there is no ${unknown.join(', no ')}.`)
    const { after: deployment, change } = createDeployment({
      tenant: caller.tenant,
      id: deploymentIdOf(newUuid()),
      name,
      targets,
      applications,
      actor,
    })
    return commit(change, deploymentView(base, deployment, await context.use.loadTargets([deployment]), at))
  },
})
