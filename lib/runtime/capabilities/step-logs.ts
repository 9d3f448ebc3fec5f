import { Logger } from '@aws-lambda-powertools/logger'
import { declares, type Effects } from '../declarations/effects.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Context, Environment, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Writes to the log of the function what a flow asks for. */
    logsSteps?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Under `step`, beside what else an entry has: nothing in it can be taken for one of our own. */
    logStep: E['logsSteps'] extends true ? (entry: Record<string, unknown>) => void : never
  }
}

// Who asks for an entry wants it, however little is logged otherwise.
const loggerOf = clientFor(
  ({ logLevel }: Environment) =>
    new Logger({ serviceName: 'steps', logLevel: logLevel === 'SILENT' ? 'SILENT' : 'INFO' }),
)

/** Writes entries of flows to the structured log, at the level INFO. */
export default {
  name: 'step-logs',
  isFor: declares('logsSteps'),
  context: ({ call, services: { env } }: Scope): Pick<Context<{ logsSteps: true }>, 'logStep'> => ({
    logStep: (entry) => loggerOf(env).info('step', { step: { tenant: call.caller.tenant, ...entry } }),
  }),
} satisfies Capability
