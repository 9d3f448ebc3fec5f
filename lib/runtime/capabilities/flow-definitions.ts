import type { Definition } from '#core/flows/definition.ts'
import type { Flow, FlowAddress } from '#core/flows/flow.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import { findFlowWithDefinition, readDefinitions, readFlowVersion, type ListedFlow } from '#store/flows.ts'
import type { Effects, Named } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import type { Capability, Context, Scope, Services } from '../invocation/context.ts'

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** As `findFlow`, with the newest version of its definition. Only with `queriesChildren: ['definition']`. */
    findFlowWithDefinition: 'definition' extends Named<E, 'queriesChildren'>
      ? (address: FlowAddress) => Promise<{ flow: Flow; definition: Definition } | undefined>
      : never
    /** A version of a flow's definition. Throws `version-conflict` when it is not there. */
    readDefinition: 'definition' extends Named<E, 'queriesChildren'>
      ? (flow: Flow, version: number) => Promise<Definition>
      : never
    /** The newest definitions of listed flows, by their ids. Only with `readsMany: ['definition']`. */
    readDefinitions: 'definition' extends Named<E, 'readsMany'>
      ? (flows: readonly ListedFlow[]) => Promise<Map<string, Definition>>
      : never
  }
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    /** As for operations, of a flow of any tenant. */
    readDefinition: (flow: Flow, version: number) => Promise<Definition>
  }
}

/** Finds flows with their definitions. */
export default {
  name: 'flow-definitions',
  isFor: ({ queriesChildren = [] }) => queriesChildren.includes('definition'),
  context: ({
    call,
    services: { table },
  }: Scope): Pick<
    Context<{ queriesChildren: ['definition']; readsMany: ['definition'] }>,
    'findFlowWithDefinition' | 'readDefinition' | 'readDefinitions'
  > => ({
    findFlowWithDefinition: (address) =>
      findFlowWithDefinition(table, call.caller.tenant, address, ownersSeen(call.caller)),
    readDefinition: (flow, version) => readFlowVersion(table, flow, version),
    readDefinitions: (flows) => readDefinitions(table, call.caller.tenant, flows),
  }),
  relay: ({ table }: Services): Pick<RelayContext, 'readDefinition'> => ({
    readDefinition: (flow, version) => readFlowVersion(table, flow, version),
  }),
} satisfies Capability
