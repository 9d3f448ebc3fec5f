import type { CatalogueEntry } from '#core/flows/catalogue.ts'
import type { Definition } from '#core/flows/definition.ts'
import type { FlowStatus } from '#core/flows/lifecycle.ts'
import { flowDocument, type Documented } from '#core/hub/flow-document.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

const text = t.optional(t.string())

export const Owner = t.object({ id: t.string(), type: t.string() })

const node = {
  id: t.string(),
  componentId: t.string(),
  function: t.string(),
  name: text,
  description: text,
  credentials_id: text,
  fields: t.optional(t.unknown()),
  nodeSettings: t.optional(t.unknown()),
}

const Edge = t.object({
  id: text,
  source: t.string(),
  target: t.string(),
  config: t.optional(t.looseObject({})),
})

/** What flows and templates have in common. */
export const shared = {
  id: t.string(),
  name: text,
  description: text,
  type: text,
  cron: text,
  tenant: text,
  owners: t.array(Owner),
  flowSettings: t.optional(t.unknown()),
  createdAt: Instant,
  updatedAt: Instant,
}

export const graphOf = (more: object = {}) =>
  t.object({ nodes: t.array(t.object({ ...node, ...more })), edges: t.array(Edge) })

export const Status = t.oneOf(['inactive', 'starting', 'active', 'stopping'])
export const FlowView = t.object({ ...shared, graph: graphOf(), status: Status, fromTemplate: text })

/** A flow as the hub shows it, whichever API made it. */
export const flowView = (flow: Documented, definition: Definition): t.Of<typeof FlowView> =>
  flowDocument(flow, definition)

/** A flow as a catalogue has it. */
export const listedView = (entry: CatalogueEntry, definition: Definition) =>
  flowView({ ...entry, status: entry.status as FlowStatus }, definition)
