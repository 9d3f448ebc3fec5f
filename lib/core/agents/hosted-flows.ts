import { createHash } from 'node:crypto'
import type { Definition, Link, Step } from '../flows/definition.ts'

/**
 * Flows on runtimes, in the words of the agent protocol (docs/dialects/agent.md). Only an agent that says which
 * `flowsGeneration` it has is told of any: older agents go on as they are.
 */

/** The flows a runtime is to host, by key. One that is not named is to be stopped and forgotten. */
export type WantedFlows = Record<string, WantedFlow>

export interface WantedFlow {
  /** The incarnation, 24 hex digits: another one under the same key is another flow. */
  flowId: string
  /** What to run: fetched with GetFlowDefinition, and checked by its hash, 64 hex digits. */
  definitionVersion: number
  definitionSha256: string
  state: WantedFlowState
  /**
   * Of a flow that is to be stopped: `soft` lets work in hand end, `hard` drops it. Soft where it is not said.
   */
  stopMode?: StopMode
  /**
   * Which start this is, from 1. A flow that has failed, or runs another definition, is started again by a higher one only; a
   * pause and a resume keep it.
   */
  startGeneration: number
}

export type WantedFlowState = 'running' | 'paused' | 'stopped'
export type StopMode = 'soft' | 'hard'

/**
 * `starting` as soon as the agent has taken up a start, before anything runs; `stopping` while work in hand ends; `failed`:
 * it does not run, and is not tried again before the next start.
 */
export type HostedFlowState = 'starting' | 'running' | 'paused' | 'stopping' | 'stopped' | 'failed'

/**
 * What an agent says of one flow of its document, each time something of it has changed, and of all of them after a boot or when
 * a report is wanted; at most `mostFlowReports` in one check-in.
 */
export interface HostedFlowReport {
  /** The key under which the document names it. */
  flow: string
  flowId: string
  /** Of the last start that was taken up; 0 of a flow that never was started there. */
  startGeneration: number
  state: HostedFlowState
  /** In the runtime's own words: why it has failed. */
  cause?: string
  /** The step that was last handed something, while something is in hand. */
  currentTask?: string
  /** The last error of a step, which did not stop the flow. */
  lastError?: string
  /** Messages by step since the last start. */
  steps?: Record<string, HostedStepCounters>
}

export interface HostedStepCounters {
  in: number
  out: number
  errors: number
}

/** How many flows and how many runs one check-in may report. */
export const mostFlowReports = 100

/**
 * How often an agent reports a run under way again, less the pause between two check-ins: one of which nothing is heard for longer is
 * given up.
 */
export const runReportMilliseconds = 10 * 60_000

/** A run that a runtime is to begin: once, and not after `validSeconds` from its receipt. */
export interface WantedRun {
  runId: string
  /** The key of the flow. */
  flow: string
  flowId: string
  /** What each of the first steps is given. */
  payload?: unknown
  validSeconds: number
}

/** How a run on a runtime stands; the last time its state is not `in-progress`. */
export interface HostedRunReport {
  runId: string
  state: 'in-progress' | 'succeeded' | 'failed'
  cause?: string
  steps: Record<string, HostedStepCounters>
}

/** What runtimes get of a definition. */
export interface HostedDefinition {
  flowId: string
  version: number
  steps: readonly Step[]
  links: readonly Link[]
  /** Absent of a flow without any. */
  variables?: Readonly<Record<string, string>>
}

export const hostedDefinition = (flowId: string, version: number, definition: Definition): HostedDefinition => {
  const { steps, links, variables } = definition
  return { flowId, version, steps, links, ...(variables && { variables }) }
}

/** The SHA-256, in hex digits, of the bytes by which a definition is sent: its JSON text without blanks, in UTF-8. */
export const definitionSha256 = (definition: HostedDefinition): string =>
  createHash('sha256').update(JSON.stringify(definition)).digest('hex')
