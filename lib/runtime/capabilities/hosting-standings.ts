import type { Flow } from '#core/flows/flow.ts'
import type { Standing } from '#core/flows/settle-hosted-flow.ts'
import { read } from '#store/read.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import { standingsOf } from '../hosting/settle-hosted.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Reads how the runtimes of flows stand. */
    readsStandings?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** How the servers of a flow stand. None, and no request, of one that the service runs; else one, and two for each hundred. */
    standingsOf: E['readsStandings'] extends true ? (flow: Flow) => Promise<Standing[]> : never
  }
}

/** Reads what runtimes report of flows. */
export default {
  name: 'hosting-standings',
  isFor: declares('readsStandings'),
  grants: ({ readsStandings }) =>
    readsStandings
      ? [
          { action: 'dynamodb:GetItem', entities: ['flow-servers'] },
          { action: 'dynamodb:BatchGetItem', entities: ['hosting', 'lease'] },
        ]
      : [],
  context: ({ call: { at }, services: { table } }: Scope): Pick<Context<{ readsStandings: true }>, 'standingsOf'> => ({
    async standingsOf({ tenant, id, isHosted }) {
      const servers = isHosted && (await read(table, 'flow-servers', tenant, id))
      return servers ? standingsOf(table, servers, at) : []
    },
  }),
} satisfies Capability
