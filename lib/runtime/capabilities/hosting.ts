import type { Flow } from '#core/flows/flow.ts'
import { targetsOfServer } from '#core/flows/placement.ts'
import { abandonHostedRun, withdrawHostedRun } from '#core/runs/report-hosted-run.ts'
import type { Run } from '#core/runs/run.ts'
import type { Server } from '#core/servers/server.ts'
import { commit } from '#store/commit.ts'
import { readHostedRun } from '#store/hosted-runs.ts'
import { raiseFlowsGeneration } from '#store/leases.ts'
import { queryChildren, read } from '#store/read.ts'
import { declares } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import { hostFlows, type FlowToHost } from '../hosting/host-flows.ts'
import { settleHosted } from '../hosting/settle-hosted.ts'
import { concurrently } from '../invocation/concurrently.ts'
import type { Capability, Services } from '../invocation/context.ts'
import { retryOnConflict } from '../invocation/invoke-operation.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Tells servers which flows to host, and moves flows on by what their agents report. Of the relay. */
    hostsFlows?: true
  }
}

interface HostedFlows {
  /** Tells servers what some flows want of them now; see `hostFlows`. */
  host: (flows: readonly FlowToHost[]) => Promise<void>
  /** The flows that are placed on what a server is, or was, part of. */
  placedOn: (server: Server) => Promise<FlowToHost[]>
  /** The flows that a server is to host, of which it has not reported what is wanted. */
  waitingFor: (server: Server) => Promise<FlowToHost[]>
  /** Forgets what a server that is no more was to host, and ends the runs that it had. */
  forgetServer: (server: Server) => Promise<void>
  /** Has agents told of runs that are theirs to begin. */
  tell: (agentIds: readonly string[]) => Promise<void>
  /** Ends a run that is to be cancelled, if its runtime has not begun it or drops it with its flow. */
  withdraw: (run: Run) => Promise<void>
  /** Moves a flow on when its runtimes agree. `hasFailed`: one of them says that it failed. */
  settle: (flow: Pick<Flow, 'tenant' | 'key' | 'id'>, hasFailed: boolean) => Promise<void>
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    hosting: HostedFlows
  }
}

/** Places flows on runtimes. */
export default {
  name: 'hosting',
  isFor: declares('hostsFlows'),
  grants: ({ hostsFlows }) =>
    hostsFlows
      ? [
          { action: 'dynamodb:GetItem', entities: ['flow', 'flow-servers', 'cluster', 'hosted-run', 'run', 'message'] },
          { action: 'dynamodb:BatchGetItem', entities: ['server', 'hosting', 'lease'] },
          { action: 'dynamodb:Query', entities: ['definition', 'hosting', 'hosted-run', 'placed-flow'] },
          { action: 'dynamodb:Query', listed: ['server'] },
          { action: 'dynamodb:PutItem', entities: ['flow-servers', 'placed-flow'] },
          { action: 'dynamodb:UpdateItem', entities: ['flow', 'flow-servers', 'hosting', 'lease', 'message', 'slice'] },
          { action: 'dynamodb:DeleteItem', entities: ['flow-servers', 'placed-flow', 'hosting', 'hosted-run'] },
        ]
      : [],
  relay: (services: Services): Pick<RelayContext, 'hosting'> => ({ hosting: hostedFlows(services) }),
} satisfies Capability

const mostInTransaction = 100
const atOnce = 16

function hostedFlows(services: Services): HostedFlows {
  const { table } = services
  return {
    host: (flows) => retryOnConflict(() => hostFlows(services, flows)),
    async placedOn(server) {
      const { tenant, id } = server
      const found = await Promise.all(
        targetsOfServer(server).map((target) => queryChildren(table, 'placed-flow', tenant, target)),
      )
      return found.flat().map(({ flowKey, flowId }) => ({ tenant, key: flowKey, id: flowId, changedServerIds: [id] }))
    },
    async waitingFor({ tenant, id }) {
      const hostings = await queryChildren(table, 'hosting', tenant, id)
      const waiting = hostings.filter(({ state, report }) => state !== 'removed' && report?.state !== state)
      return waiting.map(({ flowKey, flowId }) => ({ tenant, key: flowKey, id: flowId }))
    },
    async forgetServer({ tenant, id }) {
      const hostings = await queryChildren(table, 'hosting', tenant, id)
      const deletes = hostings.map((before) => ({ kind: 'delete', entity: 'hosting', before }) as const)
      for (let from = 0; from < deletes.length; from += mostInTransaction)
        await commit(table, deletes.slice(from, from + mostInTransaction))
      const runs = await queryChildren(table, 'hosted-run', tenant, id)
      await concurrently(atOnce, runs, ({ runId }) =>
        retryOnConflict(async () => {
          const known = await readHostedRun(table, tenant, id, runId)
          if (known) await commit(table, abandonHostedRun(known, services.now().toISOString()).change)
        }),
      )
    },
    async tell(agentIds) {
      await concurrently(atOnce, [...new Set(agentIds)], (agentId) => raiseFlowsGeneration(table, agentId))
    },
    withdraw: ({ tenant, id, flowKey, hostedBy }) =>
      retryOnConflict(async () => {
        const known = hostedBy && (await readHostedRun(table, tenant, hostedBy.serverId, id))
        if (!known) return
        const flow = await read(table, 'flow', tenant, flowKey)
        await commit(table, withdrawHostedRun(known, flow, services.now().toISOString()).change)
      }),
    settle: (flow, hasFailed) => settleHosted(services, flow, hasFailed),
  }
}
