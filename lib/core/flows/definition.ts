import { gunzipSync } from 'node:zlib'

/** What a flow does: a graph in the words of no dialect. Immutable: a change of it is another version. */
export interface Definition {
  steps: readonly Step[]
  links: readonly Link[]
  /** All of it, where the flow's item has the first 1,000 characters. */
  description?: string
  /** Per dialect, the members only that dialect can express, as it was given them. */
  details: Readonly<Record<string, unknown>>
}

export interface Step {
  id: string
  component: string
  /** Which of the component's functions. */
  operation?: string
  settings: Record<string, unknown>
  /** The credential that its component is given. */
  credentialId?: string
  /** How many of its messages are worked on at once, at most, over all runs of the flow; any number without. */
  instances?: number
}

export interface Link {
  from: string
  to: string
  settings?: Record<string, unknown>
}

/** The steps that a run begins with: those that no link leads to. */
export function firstSteps({ steps, links }: Definition): Step[] {
  const targets = new Set(links.map(({ to }) => to))
  return steps.filter(({ id }) => !targets.has(id))
}

/** A part of one version of a definition, as it is stored: compressed JSON, cut where an item would be too large. */
export interface DefinitionPart {
  tenant: string
  flowKey: string
  flowId: string
  version: number
  /** From 0. */
  part: number
  parts: number
  data: Uint8Array
  /** Epoch seconds after which the table drops it; set when the version is neither the newest nor the one that runs. */
  expiresAt?: number
}

/** The definition that all parts of one version make; undefined while some are missing. */
export function readDefinition(parts: readonly DefinitionPart[]): Definition | undefined {
  const inOrder = parts.toSorted((one, other) => one.part - other.part)
  if (inOrder.length === 0 || inOrder.length !== inOrder[0]?.parts) return undefined
  return JSON.parse(gunzipSync(Buffer.concat(inOrder.map(({ data }) => data))).toString()) as Definition
}
