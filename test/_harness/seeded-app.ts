import { afterAll } from 'vitest'
import type { ScriptedAgent } from './agents.ts'
import { startTestApp, type Answer } from './app.ts'
import { arrangeEstate, carries } from './fixtures.ts'

/**
 * The estate of the examples in the product on its own: a cluster `example` of `example-a`, `-b` and `-c`, a server alone,
 * an agent that is no server, a group, and the cluster `example-rolling` with a rollout under way. Agents say what the
 * test makes them say.
 */
export async function startSeededApp() {
  const app = await startTestApp()
  afterAll(() => app.stop())
  const owner = { name: 'owner', tenant: 'acme', permissions: ['*'] }
  const token = await app.tokenFor(owner)
  const { things, agents } = await arrangeEstate(app, owner)
  const agent = (name: string): ScriptedAgent => {
    const found = agents[name]
    if (!found) throw new Error(`There is no agent ${name}.`)
    return found
  }
  const under =
    (base: string) =>
    (method: string, path: string, body?: unknown, as = token): Promise<Answer> =>
      app.request(method, `${base}${path}`, { token: as, body })
  const thing = (name: 'cluster' | 'group' | 'rollout' | 'token'): string => {
    const found = things[`${name}Id`]
    if (!found) throw new Error(`There is no ${name}.`)
    return found
  }
  return {
    app,
    owner,
    token,
    agent,
    thing,
    carries,
    mmc: under('/mmc/api'),
    control: under('/v1'),
    /** What an agent finds when it next checks in. */
    desired: async (name: string) => {
      await app.settled()
      const { json } = await agent(name).checkIn({ observedGeneration: 0, isIdle: true })
      return json.desired
    },
    server: (name: string) => `local$${agent(name).serverId}`,
  }
}
