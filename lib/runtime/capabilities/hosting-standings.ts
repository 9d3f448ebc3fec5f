import type { Flow } from '#core/flows/flow.ts'
import type { Standing } from '#core/flows/settle-hosted-flow.ts'
import type { FlowServers } from '#core/flows/hosting.ts'
import { read, readMany } from '#store/read.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import { standingsOf, standingsOfAll } from '../hosting/settle-hosted.ts'
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
    /**
     * The same of many flows, by their ids, and of a thousand servers at most, those of the first flows. Without requests where none
     * is on runtimes, else one for each hundred flows that are, and two for each hundred servers.
     */
    standingsOfMany: E['readsStandings'] extends true
      ? (flows: readonly Flow[]) => Promise<Map<string, Standing[]>>
      : never
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
          { action: 'dynamodb:BatchGetItem', entities: ['flow-servers', 'hosting', 'lease'] },
        ]
      : [],
  context: ({
    call: { at, caller },
    services: { table },
  }: Scope): Pick<Context<{ readsStandings: true }>, 'standingsOf' | 'standingsOfMany'> => ({
    async standingsOf({ tenant, id, isHosted }) {
      const servers = isHosted && (await read(table, 'flow-servers', tenant, id))
      return servers ? standingsOf(table, servers, at) : []
    },
    async standingsOfMany(flows) {
      const hosted = flows.filter(({ isHosted }) => isHosted).map(({ id }) => id)
      if (hosted.length === 0) return new Map()
      const found = await readMany(table, 'flow-servers', caller.tenant, hosted)
      return standingsOfAll(table, caller.tenant, firstOf(found), at)
    },
  }),
} satisfies Capability

const mostServers = 1000

function firstOf(flows: readonly FlowServers[]): FlowServers[] {
  let left = mostServers
  return flows.map((one) => {
    const servers = one.servers.slice(0, left)
    left -= servers.length
    return { ...one, servers }
  })
}
