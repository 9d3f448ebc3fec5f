import { expect, test } from 'vitest'
import type { HostedDefinition } from '../../lib/core/agents/hosted-flows.ts'
import type { KeptFlow } from '../../lib/node-red/next-state.ts'
import { FlowPlacer } from '../../lib/node-red/place-flows.ts'

test('a flow has its own variables, and those of the runtime that it does not name', async () => {
  const definition: HostedDefinition = {
    flowId: 'f',
    version: 1,
    steps: [{ id: 'tick', component: 'inject', settings: {} }],
    links: [],
    variables: { PRICES: 'own' },
  }
  const kept = {
    state: 'running',
    wanted: { flowId: 'f', definitionVersion: 1, state: 'running', startGeneration: 1 },
    definition: { sha256: 'x', version: 1 },
  } as unknown as KeptFlow

  const { placed, problems } = await new FlowPlacer().place(
    { priced: kept },
    {
      store: { definition: () => Promise.resolve(definition) },
      types: new Set(['inject']),
      env: { PRICES: 'shared', ZONE: 'eu' },
      isDraining: false,
    },
  )

  expect(problems).toEqual({})
  expect(placed[0]?.compiled.nodes[0]).toMatchObject({
    type: 'tab',
    env: [
      { name: 'PRICES', value: 'own' },
      { name: 'ZONE', value: 'eu' },
    ],
  })
})
