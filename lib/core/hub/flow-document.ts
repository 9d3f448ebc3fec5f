import type { Definition } from '../flows/definition.ts'
import type { Flow } from '../flows/flow.ts'
import type { FlowStatus } from '../flows/lifecycle.ts'
import { present } from '../present.ts'
import type { Content, Owner } from './content.ts'
import { toContent, toCron } from './definition.ts'

/** The hub's words for the states of a flow. */
export const flowWords: Readonly<Record<FlowStatus, 'inactive' | 'starting' | 'active' | 'stopping'>> = {
  draft: 'inactive',
  inactive: 'inactive',
  starting: 'starting',
  active: 'active',
  paused: 'inactive',
  stopping: 'stopping',
  errored: 'inactive',
}

/** A flow as the hub shows it. */
export interface FlowDocument extends Omit<Content, 'status' | 'sourceTemplate'> {
  id: string
  status: (typeof flowWords)[FlowStatus]
  createdAt: string
  updatedAt: string
}

/** What has to be known of a flow besides its definition. */
export type Documented = Pick<Flow, 'id' | 'createdAt' | 'updatedAt' | 'owners' | 'status'> &
  Partial<Pick<Flow, 'label' | 'madeBy' | 'trigger'>>

/** Its owners now: who is gone is none. Of what kind one is only the hub notes, and only of its own flows. */
export function ownersOf({ owners }: Pick<Flow, 'owners'>, noted: readonly Owner[] = []): Owner[] {
  const known = noted.filter(({ id }) => owners.includes(id))
  const others = owners.filter((id) => !known.some((one) => one.id === id))
  return [...known, ...others.map((id) => ({ id, type: 'user' }))]
}

/** A flow in the hub's words, whichever API made it. */
export function flowDocument(flow: Documented, definition: Definition): FlowDocument {
  const { id, madeBy, label, trigger, status, createdAt, updatedAt } = flow
  const { name, description, type, graph, owners, cron, tenant, flowSettings, fromTemplate } = toContent(definition)
  const isOwn = madeBy === 'oih'
  return present({
    id,
    name: isOwn ? name : label,
    description,
    type,
    graph,
    owners: ownersOf(flow, owners),
    status: flowWords[status],
    cron: isOwn ? cron : trigger && toCron(trigger),
    tenant,
    flowSettings,
    fromTemplate,
    createdAt,
    updatedAt,
  })
}
