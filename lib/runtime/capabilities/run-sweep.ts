import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'
import { sweepRuns, type SweepOutcome } from '../runs/sweep-runs.ts'
import { sendSteps } from './step-queues.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Goes over the runs in progress of all tenants. Of the sweep; it sends to the queues too. */
    sweepsRuns?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Sees to the runs that do not go on by themselves. Sending needs `sendsSteps`. */
    sweepRuns: E['sweepsRuns'] extends true ? () => Promise<SweepOutcome> : never
  }
}

/** Sees to runs that hang. */
export default {
  name: 'run-sweep',
  isFor: declares('sweepsRuns'),
  grants: ({ sweepsRuns }) =>
    sweepsRuns
      ? [
          { action: 'dynamodb:GetItem', entities: ['run', 'slice', 'flow', 'flow-schedule', 'run-sweep'] },
          { action: 'dynamodb:BatchGetItem', entities: ['run'] },
          { action: 'dynamodb:Query', entities: ['message', 'run-tenant'] },
          { action: 'dynamodb:Query', listed: ['run'] },
          { action: 'dynamodb:UpdateItem', entities: ['run', 'flow-schedule', 'tally', 'usage'] },
          { action: 'dynamodb:PutItem', entities: ['run-sweep'] },
        ]
      : [],
  context: ({ services }: Scope): Pick<Context<{ sweepsRuns: true }>, 'sweepRuns'> => ({
    sweepRuns: () => sweepRuns(services, (entries) => sendSteps(services.env, entries)),
  }),
} satisfies Capability
