import type { HostedFlowReport } from '#core/agents/hosted-flows.ts'
import { writeReport } from '#store/hostings.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import { concurrently } from '../invocation/concurrently.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

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
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** One request for each flow; of flows that the server does not host nothing is kept. */
    reportFlows: E['reportsFlows'] extends true ? (reports: FlowReports) => Promise<void> : never
  }
}

const atOnce = 16
const seqDigits = 10

/** Keeps the reports of flows on runtimes. */
export default {
  name: 'hosting-reports',
  isFor: declares('reportsFlows'),
  grants: ({ reportsFlows }) => (reportsFlows ? [{ action: 'dynamodb:UpdateItem', entities: ['hosting'] }] : []),
  context: ({
    call: { caller, at },
    services: { table },
  }: Scope): Pick<Context<{ reportsFlows: true }>, 'reportFlows'> => ({
    async reportFlows({ serverId, bootId, seq, flows }) {
      const { tenant } = caller
      const reportOrder = `${bootId} ${String(seq).padStart(seqDigits, '0')}`
      await concurrently(atOnce, flows, ({ flow: flowKey, ...said }) =>
        writeReport(table, { tenant, serverId, flowKey, report: { ...said, reportedAt: at }, reportOrder }),
      )
    },
  }),
} satisfies Capability
