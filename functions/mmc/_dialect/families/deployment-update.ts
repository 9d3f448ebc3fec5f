import { findDeployment } from '#app/deployments/find-deployment.ts'
import { loadTargets } from '#app/deployments/load-targets.ts'
import { resolveReferences } from '#app/deployments/resolve-references.ts'
import { reviseDeployment } from '#core/deployments/create-deployment.ts'
import type { DeployedVersion, Deployment, Target } from '#core/deployments/deployment.ts'
import { liveTargets, type TargetSnapshot } from '#core/deployments/targets.ts'
import { DomainError } from '#core/errors.ts'
import type { ErrorCode } from '#core/errors.ts'
import type { ErrorMapping } from '#runtime/declarations/error-rendering.ts'
import * as t from '#runtime/declarations/schema.ts'
import type { UsingContext } from '#runtime/declarations/use-case.ts'
import { DeploymentView, deploymentView } from '../views/deployment.ts'
import { family, unpermitted } from '../dialect.ts'
import { fromLocal } from '../ids.ts'
import { Id } from '../types.ts'
import { instantsOf } from '../dates.ts'
import { gmtDate } from '../words.ts'

/**
 * What adding to and removing from a deployment share: everything but what is done to its lists. An update is refused in
 * the documented order: no such deployment, a body that is none, another `lastModified`, the name, the ids.
 */
const effects = { creates: ['name'], updates: ['deployment'], deletes: ['name'] } as const
const uses = { findDeployment, loadTargets, resolveReferences } as const
type Updating = UsingContext<typeof effects, typeof uses, t.Of<typeof DeploymentView>>

export interface Lists {
  name: string
  targets: Target[]
  applications: DeployedVersion[]
}

/** Ids are looked at one by one: what is none is told as one that is not there. */
const Ids = t.optional(t.array(t.unknown()))
const input = t.object({
  deploymentId: Id,
  lastModified: t.string().check(t.maxLength(200)),
  /** Of any type: one that is no name has a code of its own. */
  name: t.optional(t.unknown()),
  servers: Ids,
  clusters: Ids,
  applications: Ids,
})
type Input = t.Of<typeof input>
type Body = Omit<Input, 'deploymentId'>
type Decide = (before: Lists, body: Body, context: Updating) => Promise<Lists>

const invalidRequest: Partial<Record<ErrorCode, ErrorMapping>> = {
  'input-malformed': { status: 500, name: 'InvalidRequest' },
  'input-invalid': { status: 500, name: 'InvalidRequest' },
}

export const deploymentUpdate = family({
  input,
  output: DeploymentView,
  errors: { ...unpermitted(400), ...invalidRequest },
  fails: [
    'deployment-not-found',
    'deployment-name-invalid',
    'deployment-name-taken',
    'deployment-unresolved',
    'deployment-stale',
    'deployment-refused',
  ],
  effects,
  uses,
  find: ({ deploymentId }: Pick<Input, 'deploymentId'>, { use }: Updating) =>
    use.findDeployment(fromLocal(deploymentId), deploymentId),
  async run(body, context, decide: Decide, before: Deployment) {
    const { actor, at, base, use, commit } = context
    if (!isSame(body.lastModified, before.lastModifiedAt))
      throw new DomainError('deployment-stale', 'Error updating the deployment: it was modified since lastModified.')
    if (before.status === 'deleting') throw new DomainError('deployment-refused', 'The deployment is being deleted.')
    const snapshot: TargetSnapshot = await use.loadTargets([before])
    // Targets that are gone are dropped for good.
    const lists = await decide({ ...before, targets: liveTargets(before, snapshot) }, body, context)
    const { after: deployment, change } = reviseDeployment(before, { ...pick(lists), actor })
    return commit(change, deploymentView(base, deployment, await use.loadTargets([deployment]), at))
  },
})

const pick = ({ name, targets, applications }: Lists): Lists => ({ name, targets, applications })

/** As the same text, else as the same instant. */
const isSame = (given: string, at: Deployment['lastModifiedAt']): boolean =>
  given === gmtDate(at) || instantsOf(given).includes(Date.parse(at))
