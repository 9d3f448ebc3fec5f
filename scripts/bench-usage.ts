import { marshall } from '@aws-sdk/util-dynamodb'
import { monthBefore } from '../lib/core/usage/days.ts'
import { usageExpiry } from '../lib/core/usage/usage.ts'
import { names } from '../lib/local/names.ts'
import { keyOf } from '../lib/store/codec.ts'
import { administrator, startTestApp, type TestApp, type TestUser } from '../test/_harness/app.ts'
import { costOf, counted } from './costs.ts'

/** The month before this one, and the days that every month has. */
const month = monthBefore(new Date().toISOString().slice(0, 10)).slice(0, 7)
const days = 28
const organisations = 10
const flows = 100

/** What a month of executions costs to be read, by flow: an organisation's and a whole tenant's. Part of `npm run bench`. */
export async function usage(): Promise<void> {
  const app = await startTestApp()
  for (let organisation = 0; organisation < organisations; organisation++) await fill(app, `org-${organisation}`)
  const member: TestUser = { name: 'member', permissions: [], organisation: 'org-1', seesOwnFlowsOnly: true }
  for (const [who, user, counts] of [
    ['an organisation', member, days * flows],
    ['all organisations', administrator, days * flows * organisations],
  ] as const) {
    const token = await app.tokenFor(user)
    const path = `/oih/icenter/executions?groupby=flow&start=${month}-01&end=${month}-${days}`
    await app.request('GET', path, { token })
    const began = performance.now()
    let rows = 0
    const cost = await costOf(app.engine, async () => {
      const { json } = (await app.request('GET', path, { token })) as { json: { data: unknown[] } }
      rows = json.data.length
    })
    console.log(
      `a month of executions of ${who}, ${counts} counts, ${rows} rows: ${counted(cost)}, sign-in included; ` +
        `${(performance.now() - began).toFixed(0)} ms`,
    )
  }
  await app.stop()
}

/** A count of each flow for each day of the month. */
async function fill(app: TestApp, organisation: string): Promise<void> {
  const items = Array.from({ length: days * flows }, (_, index) => {
    const day = `${month}-${String((index % days) + 1).padStart(2, '0')}`
    const key = `${organisation}-${Math.floor(index / days)}`.padStart(24, '0')
    const item = { tenant: 'default', grouping: 'flow', day, key, organisation, shard: 0 } as const
    const sums = { executions: 100 }
    const { pk, sk } = keyOf('usage', { ...item, sums, expiresAt: usageExpiry(day) })
    return { PutRequest: { Item: marshall({ pk, sk, ...item, expiresAt: usageExpiry(day), 'sum:executions': 100 }) } }
  })
  for (let from = 0; from < items.length; from += 25)
    await app.engine.call('DynamoDB_20120810.BatchWriteItem', {
      RequestItems: { [names.livenessTable]: items.slice(from, from + 25) },
    })
}
