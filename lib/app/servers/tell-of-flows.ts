import { wantedFlows, wantedRuns } from '#core/flows/wanted-flows.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** What the agent of a server is told of flows and runs there. Two Queries; none while it was never to host any. */
export const tellOfFlows = useCase({
  effects: { queriesChildren: ['hosting', 'hosted-run'] },
  async run({ at, queryChildren }, serverId: string, flowsGeneration: number) {
    if (flowsGeneration === 0) return { flowsGeneration, flows: {}, runs: [] }
    const [hostings, runs] = await Promise.all([queryChildren.hosting(serverId), queryChildren['hosted-run'](serverId)])
    return { flowsGeneration, flows: wantedFlows(hostings), runs: wantedRuns(runs, at) }
  },
})
