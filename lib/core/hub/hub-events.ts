import type { Definition } from '../flows/definition.ts'
import type { Flow } from '../flows/flow.ts'
import type { Template, TemplateTombstone } from '../templates/template.ts'
import type { Tombstone } from '../tenants.ts'
import { hubEvent, type HubEvent } from '../hub-event.ts'
import { flowDocument, flowWords } from './flow-document.ts'

/** What Open Integration Hub's services tell each other of flows and templates, through whichever API they were changed. */

/** Whoever made a change, as the hub's events name them. */
export interface By {
  userId: string
  /** The organisation; empty where there is none. */
  organisation: string
}

type Service = 'flow-repository' | 'component-orchestrator' | 'template-repository'

/** The bus takes 256 kB. */
const largestBytes = 240_000

function event(
  name: string,
  serviceName: Service,
  moment: { tenant: string; at: string },
  payload: Record<string, unknown>,
): HubEvent {
  const whole = hubEvent(name, serviceName, moment, payload)
  if (Buffer.byteLength(JSON.stringify(whole.detail)) <= largestBytes) return whole
  const { graph: _, ...rest } = payload
  return hubEvent(name, serviceName, moment, rest)
}

const written = (name: string, { tenant, id }: { tenant: string; id: string }, by: By, at: string): HubEvent =>
  event(
    `flowrepo.flow.${name}`,
    'flow-repository',
    { tenant, at },
    {
      tenant: by.organisation,
      user: by.userId,
      flowId: id,
    },
  )

/** Whether a change of a flow is told with all of it: so its definition has to be read. */
export const tellsWhole = (before: Flow | undefined, after: Flow): boolean =>
  before !== undefined && before.status !== after.status && (after.status === 'starting' || after.status === 'stopping')

/** What a change of a flow is told as, in this order; `definition` only where `tellsWhole`. */
export function flowHubEvents(
  before: Flow | undefined,
  after: Flow,
  by: By,
  definition: Definition | undefined,
): HubEvent[] {
  const { updatedAt: at } = after
  if (!before) return [written('created', after, by, at)]
  const isOther = before.definitionVersion !== after.definitionVersion || before.label !== after.label
  return [...(isOther ? [written('modified', after, by, at)] : []), ...moveEvents(before, after, by, definition)]
}

function moveEvents(before: Flow, after: Flow, by: By, definition: Definition | undefined): HubEvent[] {
  const { status, id, tenant, updatedAt: at } = after
  if (before.status === status) return []
  const settled = (name: string) => event(`flow.${name}`, 'component-orchestrator', { tenant, at }, { id })
  if (status === 'starting' || status === 'stopping') {
    if (!definition) return []
    const whole = { ...flowDocument(after, definition), ...(status === 'starting' ? { startedBy: by.userId } : {}) }
    return [event(`flow.${status}`, 'flow-repository', { tenant, at }, whole)]
  }
  if (status === 'active') return [settled('started')]
  const wasOn = flowWords[before.status] !== 'inactive'
  return [...(status === 'errored' ? [settled('failed')] : []), ...(wasOn ? [settled('stopped')] : [])]
}

export const flowDeletedEvent = (tombstone: Tombstone, by: By): HubEvent =>
  written('deleted', tombstone, by, tombstone.deletedAt)

/** What a change of a template is told as. */
export const templateEvent = (
  before: Template | undefined,
  { tenant, id, updatedAt: at }: Template,
  by: By,
): HubEvent =>
  event(
    `templaterepo.template.${before ? 'modified' : 'created'}`,
    'template-repository',
    { tenant, at },
    {
      tenant: by.organisation,
      user: by.userId,
      flowTemplateId: id,
    },
  )

export const templateDeletedEvent = ({ tenant, id, deletedAt: at }: TemplateTombstone, by: By): HubEvent =>
  event(
    'templaterepo.template.deleted',
    'template-repository',
    { tenant, at },
    {
      tenant: by.organisation,
      user: by.userId,
      templateId: id,
    },
  )
