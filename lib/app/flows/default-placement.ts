import type { FlowDialect } from '#core/flows/flow.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Where a flow that is made through a dialect runs, to be given to `createFlow`; undefined: on the service. One read. */
export const defaultPlacement = useCase({
  effects: { reads: ['default-placement'] },
  run: async ({ read }, dialect: FlowDialect) => (await read['default-placement'](dialect))?.placement,
})
