import { marshall } from '@aws-sdk/util-dynamodb'
import { createFlow, type NewFlow } from '../lib/core/flows/create-flow.ts'
import { names } from '../lib/local/names.ts'
import { idSource } from '../lib/runtime/invocation/context.ts'
import { encode } from '../lib/store/codec.ts'
import { commit } from '../lib/store/commit.ts'
import { startTestApp, type TestApp } from '../test/_harness/app.ts'
import { labelledFlow } from '../test/_harness/flow-items.ts'
import { temporaryFolder } from '../test/_harness/process.ts'
import { costOf } from './costs.ts'

const rounds = 60
const tenants = { thousand: 1000, hundredthousand: 100_000 }
type Tenant = keyof typeof tenants
const median = (values: number[]) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

/**
 * Pages of lists at one thousand and one hundred thousand flows: AppFlow's, in the order of an index, and Open Integration
 * Hub's, by a catalogue in memory: of a function that is new, without and with a snapshot, and of one that is warm.
 * Part of `npm run bench`.
 */
export async function lists(): Promise<void> {
  const { folder, remove } = await temporaryFolder()
  const app = await startTestApp({ dataFolder: folder })
  // Flows put in behind the product's back are not to be published one by one.
  await app.stream.stop()
  await app.engine.call('DynamoDB_20120810.UpdateTable', {
    TableName: names.table,
    StreamSpecification: { StreamEnabled: false },
  })
  const newId = idSource(() => new Date())
  for (const [tenant, count] of Object.entries(tenants)) await fill(app, tenant, count, newId)
  const [one, other] = [await timed(app, 'thousand'), await timed(app, 'hundredthousand')]
  console.log(`ratio ${(other / one).toFixed(2)}`)
  await catalogues(app, 'without a snapshot')
  await app.stop()
  const next = await startTestApp({ dataFolder: folder })
  await catalogues(next, 'with a snapshot')
  await next.stop()
  await remove()
}

async function timed(app: TestApp, tenant: Tenant): Promise<number> {
  const times: number[] = []
  const list = () => app.functions.invoke('appflow-ListFlows', { tenant, maxResults: 100 })
  const cost = await costOf(app.engine, list)
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await list()
    times.push(performance.now() - began)
  }
  console.log(
    `list page of 100 of ${tenants[tenant]} flows: ${cost.requests.length} requests, ${median(times).toFixed(2)} ms, ${cost.units} units`,
  )
  return median(times)
}

async function catalogues(app: TestApp, how: string): Promise<void> {
  for (const [tenant, count] of Object.entries(tenants)) {
    const page = async (what: string, query: object) => {
      const began = performance.now()
      const cost = await costOf(app.engine, () => app.functions.invoke('oih-ListFlows', { tenant, ...query }))
      const actions = [...Map.groupBy(cost.requests, (action) => action)].map(
        ([action, all]) => `${all.length} ${action}`,
      )
      console.log(
        `hub's list of ${count} flows, ${what}: ${actions.join(', ')}; ${cost.units} units, ${(performance.now() - began).toFixed(0)} ms`,
      )
    }
    await page(`new function ${how}`, {})
    await page('warm', {})
    await page('warm, by search, ordered by name', { search: '99', sort: '-name' })
  }
}

/** The flows of a tenant, the first of them with their definitions: what a page of the oldest shows. */
export async function fill(
  { engine, table }: TestApp,
  tenant: string,
  count: number,
  newId: () => string,
): Promise<void> {
  const now = Date.now()
  const make = (index: number) => {
    // A second apart: what was changed within the last minute is read each time.
    const at = new Date(now - (count - index) * 1000).toISOString()
    const actor = { name: 'bench', kind: 'user', via: 'direct', at } as const
    const flow: NewFlow = { ...labelledFlow(`flow ${index}`, newId()), tenant }
    return createFlow(flow, { tenant: count }, actor)
  }
  for (let index = 0; index < 25; index++) await commit(table, make(index).change)
  for (let made = 25; made < count; made += 25) {
    const items = Array.from({ length: 25 }, (_, index) => {
      const item = encode('flow', make(made + index).after)
      return { PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } }
    })
    await engine.call('DynamoDB_20120810.BatchWriteItem', { RequestItems: { [names.table]: items } })
  }
}
