import { monthsOf, type Days } from '#core/usage/days.ts'
import { UsageSum, type UsageRow } from '#core/usage/sum-usage.ts'
import { usageSeen, type Grouping } from '#core/usage/usage.ts'
import { readUsage } from '#store/usage.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import { concurrently } from '../invocation/concurrently.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Reads how many steps were attempted. */
    readsUsage?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** What was counted on some days of what the caller is shown, most first. A Query for each month, more where it has over 1 MB. */
    usage: E['readsUsage'] extends true ? (grouping: Grouping, days: Days) => Promise<UsageRow[]> : never
  }
}

const monthsAtOnce = 4

/** Reads how many steps were attempted, by user, flow or component. */
export default {
  name: 'usage',
  isFor: declares('readsUsage'),
  grants: ({ readsUsage }) => (readsUsage ? [{ action: 'dynamodb:Query', entities: ['usage'] }] : []),
  context: ({ call: { caller, at }, services: { table } }: Scope): Pick<Context<{ readsUsage: true }>, 'usage'> => ({
    async usage(grouping, days) {
      const scope = usageSeen(caller)
      const sum = new UsageSum()
      if (scope === 'none') return []
      await concurrently(monthsAtOnce, monthsOf(days, at), async (month) => {
        for await (const page of readUsage(table, caller.tenant, { grouping, month, scope, days }))
          for (const one of page) sum.add(one)
      })
      return sum.rows
    },
  }),
} satisfies Capability
