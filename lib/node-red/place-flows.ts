import type { CarriedFlow, Problems } from './carrier.ts'
import { objectionTo } from './check.ts'
import { compile, type CompiledFlow, type Route } from './compile.ts'
import type { KeptFlow } from './next-state.ts'
import type { StateStore } from './state.ts'

/** A flow of the set that Node-RED is to carry, under its key. */
export interface Placed extends CarriedFlow {
  key: string
  kept: KeptFlow
}

export interface Placing {
  store: Pick<StateStore, 'definition'>
  /** The node types that may be used. */
  types: ReadonlySet<string>
  /** Variables that all flows have, unless they have their own of that name. */
  env?: Readonly<Record<string, string>>
  /** Nothing new is to be taken in anywhere. */
  isDraining: boolean
}

/** Makes the set that Node-RED is to carry from the flows that are kept, and remembers what it has compiled. */
export class FlowPlacer {
  #compiled = new Map<string, CompiledFlow>()

  /** The set, what runs before what begins, and by flow id why some of it can not be carried. */
  async place(
    flows: Readonly<Record<string, KeptFlow>>,
    { store, types, env, isDraining }: Placing,
  ): Promise<{ placed: Placed[]; problems: Problems }> {
    const live = Object.entries(flows).filter(([, { state }]) => state !== 'stopped' && state !== 'failed')
    const rank = ([, { state }]: [string, KeptFlow]) => (state === 'starting' ? 1 : 0)
    const placed: Placed[] = []
    const problems: Problems = {}
    const takenRoutes: Route[] = []
    for (const [key, kept] of live.toSorted((one, other) => rank(one) - rank(other))) {
      const found = kept.definition && (await store.definition(kept.definition.sha256))
      // Not there yet: it begins when it has been fetched.
      if (!found) continue
      const { steps, links, variables } = found
      const graph = { id: kept.wanted.flowId, label: key, steps, links, env: { ...env, ...variables } }
      const problem = objectionTo(graph, { types, takenRoutes })
      if (problem !== undefined) {
        problems[graph.id] = problem
        continue
      }
      const compiled = this.#compiled.get(nameOf(kept)) ?? compile(graph)
      takenRoutes.push(...compiled.routes)
      const isFresh = kept.state === 'starting' || undefined
      placed.push({ key, kept, compiled, state: stateOf(kept, isDraining), isFresh })
    }
    this.#compiled = new Map(placed.map(({ compiled, kept }) => [nameOf(kept), compiled]))
    return { placed, problems }
  }
}

function stateOf({ state, wanted }: KeptFlow, isDraining: boolean): CarriedFlow['state'] {
  if (state === 'paused' || (state === 'starting' && wanted.state === 'paused')) return 'paused'
  return state === 'stopping' || isDraining ? 'stopping' : 'running'
}

const nameOf = ({ wanted, definition }: KeptFlow): string => `${wanted.flowId} ${definition?.sha256}`
