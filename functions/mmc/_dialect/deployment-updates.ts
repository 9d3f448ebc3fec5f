import { findDeployment } from '#app/deployments/find-deployment.ts'
import { loadTargets } from '#app/deployments/load-targets.ts'
import { reviseDeployment } from '#core/deployments/create-deployment.ts'
import type { DeployedVersion, Deployment, Target } from '#core/deployments/deployment.ts'
import { liveTargets, type Estate } from '#core/deployments/targets.ts'
import { DomainError } from '#core/errors.ts'
import type { ErrorCode } from '#core/errors.ts'
import type { Wire } from '#runtime/error-rendering.ts'
import * as t from '#runtime/schema.ts'
import type { UsingContext } from '#runtime/use-case.ts'
import { resolveReferences } from './deployment-body.ts'
import { DeploymentView, deploymentView } from './deployment-view.ts'
import { unpermitted } from './dialect.ts'
import { Id } from './shapes.ts'
import { instantsOf } from './dates.ts'
import { gmtDate } from './words.ts'

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

type Body = Record<string, unknown>
type Decide = (before: Lists, body: Body, context: Updating) => Promise<Lists>

/** Looked at only once the deployment is found: what is wrong with the body comes second. */
const Any = t.optional(t.unknown())

const invalidRequest: Partial<Record<ErrorCode, Wire>> = {
  'input-malformed': { status: 500, name: 'InvalidRequest' },
  'input-invalid': { status: 500, name: 'InvalidRequest' },
}

export const deploymentUpdate = (decide: Decide) => ({
  permission: 'deployments.edit' as const,
  input: t.object({
    deploymentId: Id,
    lastModified: Any,
    name: Any,
    servers: Any,
    clusters: Any,
    applications: Any,
  }),
  output: DeploymentView,
  errors: { ...unpermitted(400), ...invalidRequest },
  // What is no JSON object is a body without anything in it.
  readOddBody: (text: string) => (isObject(text) ? undefined : {}),
  fails: [
    'deployment-not-found',
    'deployment-name-invalid',
    'deployment-name-taken',
    'deployment-unresolved',
    'deployment-stale',
    'deployment-refused',
  ] as const,
  effects,
  uses,
  async run({ deploymentId, ...body }: { deploymentId: string } & Body, context: Updating) {
    const { caller, at, base, use, commit } = context
    const before = await use.findDeployment(deploymentId)
    if (typeof body.lastModified !== 'string')
      throw new DomainError('input-invalid', 'Invalid request: a JSON object with lastModified is needed.')
    if (!isSame(body.lastModified, before.lastModifiedAt))
      throw new DomainError('deployment-stale', 'Error updating the deployment: it was modified since lastModified.')
    if (before.status === 'deleting') throw new DomainError('deployment-refused', 'The deployment is being deleted.')
    const estate: Estate = await use.loadTargets([before])
    // Targets that are gone are dropped for good.
    const lists = await decide({ ...before, targets: liveTargets(before, estate) }, body, context)
    const { deployment, change } = reviseDeployment(before, { ...pick(lists), at, by: caller.name })
    return commit(change, deploymentView(base, deployment, await use.loadTargets([deployment]), at))
  },
})

const pick = ({ name, targets, applications }: Lists): Lists => ({ name, targets, applications })

/** As the same text, else as the same instant. */
const isSame = (given: string, at: Deployment['lastModifiedAt']): boolean =>
  given === gmtDate(at) || instantsOf(given).includes(Date.parse(at))

/** A member of the body that is to be a list of ids, if it is there. Throws `input-invalid` for what is no list. */
export function idsIn(body: Body, member: string): unknown[] {
  const value = body[member] ?? []
  if (!Array.isArray(value)) throw new DomainError('input-invalid', `Invalid request: ${member} is not a list.`)
  return value as unknown[]
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value)
  } catch {
    return false
  }
}
