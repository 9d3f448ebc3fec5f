import type { HostedFlowReport, HostedRunReport } from '#core/agents/hosted-flows.ts'
import { reportHostedRun } from '#core/runs/report-hosted-run.ts'
import { commit } from '#store/commit.ts'
import { writeReport } from '#store/hostings.ts'
import { readHostedRun } from '#store/hosted-runs.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import { concurrently } from '../invocation/concurrently.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'
import { retryOnConflict } from '../invocation/invoke-operation.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Keeps what an agent says of flows that its server hosts. */
    reportsFlows?: true
  }
}

/** What a check-in says of flows, and which check-in it is. */
interface FlowReports {
  serverId: string
  bootId: string
  seq: number
  flows: readonly HostedFlowReport[]
  runs: readonly HostedRunReport[]
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** One request for each flow, four for each run; of what the server does not host nothing is kept. */
    reportFlows: E['reportsFlows'] extends true ? (reports: FlowReports) => Promise<void> : never
  }
}

const atOnce = 16
const seqDigits = 10

/** Keeps the reports of flows on runtimes. */
export default {
  name: 'hosting-reports',
  isFor: declares('reportsFlows'),
  grants: ({ reportsFlows }) =>
    reportsFlows
      ? [
          { action: 'dynamodb:GetItem', entities: ['hosted-run', 'run', 'message'] },
          { action: 'dynamodb:UpdateItem', entities: ['hosting', 'hosted-run', 'run', 'message', 'slice'] },
          { action: 'dynamodb:DeleteItem', entities: ['hosted-run'] },
        ]
      : [],
  context: ({
    call: { caller, at },
    services: { table },
  }: Scope): Pick<Context<{ reportsFlows: true }>, 'reportFlows'> => ({
    async reportFlows({ serverId, bootId, seq, flows, runs }) {
      const { tenant } = caller
      const reportOrder = `${bootId} ${String(seq).padStart(seqDigits, '0')}`
      await concurrently(atOnce, flows, ({ flow: flowKey, ...said }) =>
        writeReport(table, { tenant, serverId, flowKey, report: { ...said, reportedAt: at }, reportOrder }),
      )
      await concurrently(atOnce, runs, (report) =>
        retryOnConflict(async () => {
          const known = await readHostedRun(table, tenant, serverId, report.runId)
          if (known) await commit(table, reportHostedRun(known, report, at).change)
        }),
      )
    },
  }),
} satisfies Capability
