/** A flow or template in the words of Open Integration Hub, as it is kept and shown (docs/dialects/oih.md 4). */
export interface Content {
  name?: string
  description?: string
  type?: string
  cron?: string
  tenant?: string
  graph: Graph
  owners: Owner[]
  flowSettings?: unknown
  /** Of flows. */
  fromTemplate?: string
  /** Of templates. */
  status?: string
  sourceTemplate?: string
}

export interface Graph {
  nodes: Node[]
  edges: Edge[]
}

export interface Node {
  id: string
  componentId: string
  function: string
  name?: string
  description?: string
  credentials_id?: string
  fields?: unknown
  nodeSettings?: unknown
  /** Of templates. */
  tenant?: string
  authorization?: { authType?: string; authClientId?: string }
}

export interface Edge {
  id?: string
  source: string
  target: string
  config?: { condition?: string; mapper?: unknown }
}

export interface Owner {
  id: string
  type: string
}

export type Members = Record<string, unknown>

export const isMembers = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
