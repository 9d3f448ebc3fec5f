import { gunzipSync } from 'node:zlib'
import type { FlowIdentity } from './flow.ts'

/** What a flow does: a graph in the words of no dialect. Immutable: a change of it is another version. */
export interface Definition {
  steps: readonly Step[]
  links: readonly Link[]
  /** All of it, where the flow's item has the first 1,000 characters. */
  description?: string
  /** What runtimes that have variables give the flow, by name. */
  variables?: Readonly<Record<string, string>>
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

/**
 * The steps that a run begins with: the only one, or those that no link leads to; of a flow made through Open Integration Hub
 * the first of these alone, as its runs have one beginning. None of a graph that is all circles.
 */
export function firstSteps({ steps, links }: Definition, { madeBy }: Pick<FlowIdentity, 'madeBy'>): Step[] {
  if (steps.length === 1) return [...steps]
  const targets = new Set(links.map(({ to }) => to))
  const first = steps.filter(({ id }) => !targets.has(id))
  return madeBy === 'oih' ? first.slice(0, 1) : first
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
