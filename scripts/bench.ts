import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import * as dynamodb from '@aws-sdk/client-dynamodb'
import { names } from '../lib/local/names.ts'
import type { Operation } from '../lib/runtime/declarations/operation.ts'
import { bundle, bundleFolder } from '../lib/stacks/bundle.ts'
import { administrator, startTestApp } from '../test/_harness/app.ts'
import { call } from '../test/_harness/call.ts'
import { exampleValues } from '../lib/runtime/declarations/example.ts'
import { makeFixtures, requestOf, type Fixtures } from '../test/_harness/fixtures.ts'
import { commands } from './bench-commands.ts'
import { audit } from './bench-audit.ts'
import { deployments } from './bench-deployments.ts'
import { estate } from './bench-estate.ts'
import { lists } from './bench-lists.ts'
import { runs } from './bench-runs.ts'
import { transfers } from './bench-transfers.ts'
import { usage } from './bench-usage.ts'
import { webhooks } from './bench-webhooks.ts'
import { oneMachine } from './bench-local.ts'

/**
 * `npm run bench`: what each operation costs, printed, never asserted: requests to DynamoDB and capacity units of one warm
 * call; time inside its handler against the same DynamoDB requests sent bare through the SDK in the same run; bundle size
 * and module initialisation of each function; commands on a thousand flows; and a page of a list at one thousand and one hundred
 * thousand flows.
 */
const rounds = 60
const median = (values: number[]) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

interface Sent {
  target: string
  body: string
  units: number
}

const app = await startTestApp({ flowQuota: 1_000_000 })
const sent: Sent[] = []
const pass = app.engine.pass
app.engine.pass = async (target, body) => {
  const answer = await pass(
    target,
    JSON.stringify({ ...(JSON.parse(body) as object), ReturnConsumedCapacity: 'TOTAL' }),
  )
  const { ConsumedCapacity } = JSON.parse(answer.body) as { ConsumedCapacity?: Units | Units[] }
  const units = [ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + one.CapacityUnits, 0)
  if (target.startsWith('DynamoDB_')) sent.push({ target, body, units })
  return answer
}
const client = new dynamodb.DynamoDBClient({
  region: names.region,
  endpoint: app.awsUrl,
  credentials: await app.keyFor(administrator),
})
interface Units {
  CapacityUnits: number
}

/** What puts the flow into a state that the operation changes. */
const commandBefore: Partial<Record<string, string>> = {
  'appflow-StartFlow': 'StopFlow',
  'appflow-StopFlow': 'StartFlow',
  'control-StartFlow': 'StopFlow',
  'control-StopFlow': 'StartFlow',
  'control-PauseFlow': 'StartFlow',
  'control-ResumeFlow': 'PauseFlow',
  'control-CommandFlows': 'StartFlow',
  'flow-manager-StartFlow': 'StopFlow',
  'flow-manager-StopFlow': 'StartFlow',
  'flow-manager-PauseFlow': 'StartFlow',
  'flow-manager-ResumeFlow': 'PauseFlow',
  'flow-manager-CommandFlows': 'StartFlow',
}

console.log(`operation                     requests  units   handler/bare (${rounds} warm calls, medians)`)
for (const { operation } of app.registry.operations) {
  const cost = await measure(operation)
  const name = `${operation.dialect.name}-${operation.name}`
  const ratio =
    cost.bareMs === 0
      ? 'no request'
      : `${(cost.handlerMs / cost.bareMs).toFixed(2)}  (${cost.handlerMs.toFixed(2)} ms / ${cost.bareMs.toFixed(2)} ms)`
  console.log(`${name.padEnd(30)} ${String(cost.requests).padStart(7)} ${String(cost.units).padStart(6)}   ${ratio}`)
}
await app.stop()
await lists()
await audit()
await estate()
await deployments()
await commands()
await runs()
await usage()
await webhooks()
await transfers(process.argv.includes('--large') ? 'large' : 'usual')
await oneMachine()
await modules()

/** Each call finds what it needs: a fresh tenant's things for those that use them up, the same ones for the rest. */
async function measure(operation: Operation) {
  const name = `${operation.dialect.name}-${operation.name}`
  const short = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  const usesUp = /^(mmc|agent)-|-(Delete|Revoke)|RestartCluster|(Cancel|Pause|Resume)Rollout/.test(name)
  const handler: number[] = []
  const bare: number[] = []
  let last: Sent[] = []
  let fixtures: Fixtures = {}
  // Arranging an estate is some fifty requests.
  const count = usesUp ? 3 : rounds
  for (let round = 0; round < count; round++) {
    const user = { name: 'owner', tenant: `${short.slice(0, 24)}${usesUp ? `-${round}` : ''}` }
    if (operation.permission !== 'public' && (usesUp || round === 0))
      fixtures = await makeFixtures(app, user, operation)
    const { tenant } = user
    const before = commandBefore[name]
    if (before) await app.functions.invoke(`control-${before}`, { flow: exampleValues.flowName, tenant })
    const input = { ...requestOf(operation, fixtures), ...fresh(name, round) }
    await app.settled()
    sent.splice(0)
    const began = performance.now()
    const credential = operation.permission === 'agents.act' ? fixtures.credential : undefined
    if (operation.dialect.authentication === 'agent') await call(app, operation, input, user, credential)
    else
      await app.functions
        .invoke(name, { ...input, ...(operation.permission === 'public' ? {} : { tenant }) })
        .catch(() => undefined)
    handler.push(performance.now() - began)
    last = sent.splice(0).filter(({ target }) => !target.includes('Streams'))
    await app.settled()
    bare.push(await replay(last))
    // The entry's own work (signature, routing) over HTTP, once, so that a broken route would show.
    if (round === count - 1) await call(app, operation, input, user, credential)
  }
  const own = last.filter(({ body }) => body.includes(`"${names.table}"`) || body.includes(`"${names.livenessTable}"`))
  return {
    requests: own.length,
    units: own.reduce((sum, { units }) => sum + units, 0),
    handlerMs: median(handler),
    bareMs: own.length === 0 ? 0 : median(bare),
  }
}

/** A name nobody has yet, for what is made under one. */
function fresh(name: string, round: number): object {
  if (name === 'appflow-CreateFlow') return { flowName: `made-${round}` }
  return name === 'control-CreateUser' ? { name: `made-${round}` } : {}
}

/** Sends recorded requests again through the SDK, signed and over the same endpoint. A refused condition costs the same. */
async function replay(requests: Sent[]): Promise<number> {
  const began = performance.now()
  for (const { target, body } of requests) {
    const Command = dynamodb[`${target.split('.')[1]}Command` as 'GetItemCommand']
    await client.send(new Command(JSON.parse(body) as never)).catch(() => undefined)
  }
  return performance.now() - began
}

async function modules(): Promise<void> {
  const sizes = await bundle(app.registry.functions)
  console.log(
    '\nfunction                            kB  without SDK  module initialisation (median of 5, fresh process)',
  )
  for (const { name, bytes, ownBytes } of sizes) {
    const file = join(bundleFolder, name, 'index.mjs')
    const script = `const t = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - t)`
    const times = Array.from({ length: 5 }, () =>
      Number(execFileSync(process.execPath, ['--input-type=module', '-e', script])),
    )
    console.log(
      `${name.padEnd(32)} ${(bytes / 1024).toFixed(0).padStart(5)} ${(ownBytes / 1024).toFixed(0).padStart(12)}  ${median(times).toFixed(0).padStart(6)} ms`,
    )
  }
}
