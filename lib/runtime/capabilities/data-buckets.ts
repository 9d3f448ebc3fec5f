import { openDataBuckets, type DataBuckets } from '../data/data-buckets.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Reads and writes users' S3 buckets, as the data role. */
    usesDataBuckets?: true
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    /** The role as which users' buckets are read and written. */
    dataRoleArn: string
  }
  interface Context<E extends Effects, Answer> {
    /** The buckets that a flow of the caller's tenant reaches, by its handle. The signal ends what is under way. */
    dataBuckets: E extends { usesDataBuckets: true } ? (flowName: string, signal?: AbortSignal) => DataBuckets : never
  }
}

/** Users' buckets: what they let in is sessions of the data role, by their tenant and flow (docs/decisions/0046). */
export default {
  name: 'data-buckets',
  isFor: declares('usesDataBuckets'),
  grants: () => [{ actions: ['sts:AssumeRole', 'sts:TagSession'], on: 'dataRole' }],
  variables: { dataRoleArn: 'SLUICE_DATA_ROLE_ARN' },
  context: ({ call, services: { env, now } }: Scope): Pick<Context<{ usesDataBuckets: true }>, 'dataBuckets'> => ({
    dataBuckets: (flow, signal) => openDataBuckets({ env, owner: { tenant: call.caller.tenant, flow }, now, signal }),
  }),
} satisfies Capability
