import { administrator, startTestApp, type TestApp } from '../test/_harness/app.ts'
import { namedFlow } from '../test/_harness/flow-items.ts'
import { costOf, type Cost } from './costs.ts'

const counted = ({ requests, units }: Cost): string => {
  const by = Map.groupBy(requests, (action) => action)
  return `${requests.length} requests (${[...by].map(([action, all]) => `${all.length} ${action}`).join(', ')}), ${units} units`
}

/** What the audit trail and watching cost the table. Part of `npm run bench`. */
export async function audit(): Promise<void> {
  const app = await startTestApp()
  const token = await app.tokenFor(administrator)
  const request = (method: string, path: string, headers = {}) => app.request(method, path, { token, headers })
  await app.makeFlow(namedFlow('bench', 'b'.repeat(24)))
  await request('GET', '/v1/flows/bench')
  await app.settled()

  console.log('\naudit trail and watching')
  const start = await costOf(app.engine, () => request('POST', '/v1/flows/bench/start'))
  console.log(`  a flow is started                     ${counted(start)}`)
  console.log(`  what the relay does of it             ${counted(await costOf(app.engine, () => app.settled()))}`)
  console.log(
    `  a page of 50 records                  ${counted(await costOf(app.engine, () => request('GET', '/v1/audit')))}`,
  )
  await waits(app, request)
  await app.stop()
}

type Request = (method: string, path: string, headers?: Record<string, string>) => ReturnType<TestApp['request']>

/** GETs that nothing changes of while they are waited for. */
async function waits(app: TestApp, request: Request): Promise<void> {
  for (const path of ['/v1/flows/bench', '/v1/flows', '/v1/runs', '/v1/rollouts']) {
    const etag = (await request('GET', path)).headers.get('etag') ?? ''
    const wait = () => request('GET', path, { 'if-none-match': etag, prefer: 'wait=20' })
    console.log(`  20 s of waiting, ${path.padEnd(21)}${counted(await costOf(app.engine, wait))}`)
  }
}
