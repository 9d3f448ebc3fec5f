import { listRunsOfFlow } from '../lib/store/runs.ts'
import { administrator, startTestApp } from '../test/_harness/app.ts'
import { graph } from '../test/_harness/hub-flows.ts'
import { costOf } from './costs.ts'

/** Calls of webhooks: what one costs the table, and how long a thousand at once take, none of which is lost. Part of `npm run bench`. */
export async function webhooks(): Promise<void> {
  const app = await startTestApp()
  const token = await app.tokenFor(administrator)
  const made = await app.request('POST', '/oih/flows', { token, body: { name: 'bench', graph } })
  const { id } = (made.json as { data: { id: string } }).data
  await app.request('POST', `/oih/flows/${id}/start`, { token })
  await app.settled()
  const call = async (body: object) => (await app.request('POST', `/oih/webhooks/${id}`, { body })).status
  await call({})
  await app.settled()
  const { requests, units } = await costOf(app.engine, () => call({ order: 17 }))
  await app.settled()
  console.log(`a call of a webhook: ${requests.length} requests (${requests.join(', ')}), ${units} units`)

  const begun = performance.now()
  const statuses = await Promise.all(Array.from({ length: 1000 }, (_one, order) => call({ order })))
  const answered = performance.now() - begun
  await app.settled()
  // The two calls before have begun one each.
  const found = new Set<string>()
  for (let before: string | undefined; ;) {
    const { runs, next } = await listRunsOfFlow(app.table, 'default', id, { limit: 200, before })
    for (const run of runs) found.add(run.id)
    if (next === undefined) break
    before = next
  }
  const taken = statuses.filter((status) => status === 200).length
  console.log(
    `1,000 calls at once: ${taken} answered with 200 in ${(answered / 1000).toFixed(1)} s, ${found.size - 2} runs, ` +
      `all steps settled after ${((performance.now() - begun) / 1000).toFixed(1)} s`,
  )
  await app.stop()
}
