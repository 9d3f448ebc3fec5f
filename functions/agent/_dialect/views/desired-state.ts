import type { WantedFlows, WantedRun } from '#core/agents/hosted-flows.ts'
import type { Desired } from '#core/servers/server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { FlowState } from '../types.ts'

const Command = t.object({
  kind: t.oneOf(['restart', 'stop']),
  generation: t.int(),
  /** Seconds from now in which the command may be taken up; our clock and the agent's are never compared. */
  validSeconds: t.number(),
  drainSeconds: t.number(),
  onDrainTimeout: t.oneOf(['force', 'fail']),
})

const WantedFlow = t.object({
  flowId: t.string(),
  /** What to run, fetched with GetFlowDefinition, and the SHA-256 of its bytes. */
  definitionVersion: t.int(),
  definitionSha256: t.string(),
  state: FlowState,
  stopMode: t.optional(t.oneOf(['soft', 'hard'])),
  /** Which start this is: a flow that has failed is started again by a higher one only. */
  startGeneration: t.int(),
})

const WantedRun = t.object({
  runId: t.string(),
  flow: t.string(),
  flowId: t.string(),
  payload: t.optional(t.unknown()),
  /** Seconds from now in which it may be begun. */
  validSeconds: t.number(),
})

/** The document an agent brings its runtime in line with. */
export const DesiredView = t.object({
  serverId: t.string(),
  generation: t.int(),
  cluster: t.optional(t.object({ id: t.string(), name: t.string(), multicast: t.boolean() })),
  command: t.optional(Command),
  /** Of the files that are to be in the home: another one than was fetched last is to be fetched, with ListFiles and GetFile. */
  filesGeneration: t.optional(t.int()),
  applications: t.record(
    t.string(),
    t.object({
      /** What to carry, fetched with GetArtifact, and its placement: another one is to be deployed again. */
      versionId: t.optional(t.string()),
      placement: t.optional(t.string()),
      state: t.optional(t.oneOf(['started', 'stopped'])),
      restartGeneration: t.optional(t.int()),
      flows: t.optional(t.record(t.string(), FlowState)),
      endpoints: t.optional(t.record(t.string(), t.oneOf(['started', 'stopped']))),
    }),
  ),
  /** For agents that host flows: of the two members below. */
  flowsGeneration: t.optional(t.int()),
  /** All flows to host, by key. */
  flows: t.optional(t.record(t.string(), WantedFlow)),
  /** Runs to begin, each of them once. */
  runs: t.optional(t.array(WantedRun)),
})

/** What an agent that hosts flows is told of them. */
export interface HostedView {
  flowsGeneration: number
  flows: WantedFlows
  runs: WantedRun[]
}

/** A desired document as it goes out at a time: a command whose time is past is not given out. */
export function desiredView(serverId: string, desired: Desired, at: string, hosted?: HostedView) {
  const { generation, cluster, command, filesGeneration, applications } = desired
  const validSeconds = command ? (Date.parse(command.expiresAt) - Date.parse(at)) / 1000 : 0
  return {
    serverId,
    generation,
    cluster,
    filesGeneration,
    command:
      command && validSeconds > 0
        ? {
            kind: command.kind,
            generation: command.generation,
            validSeconds,
            drainSeconds: command.drainSeconds,
            onDrainTimeout: command.onDrainTimeout,
          }
        : undefined,
    applications: Object.fromEntries(
      // Who wants it is no business of the agent's.
      Object.entries(applications).map(([name, { deploymentId: _, ...application }]) => [name, application]),
    ),
    ...hosted,
  }
}
