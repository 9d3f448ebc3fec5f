import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { administrator, startTestApp } from '../test/_harness/app.ts'
import { createFlow, scheduled } from '../test/_harness/flows.ts'
import type { LoadReport, LoadTask } from './load.ts'

/**
 * The one-machine stack under load: one signed StopFlow at a time, then two hundred keep-alive clients that start, stop,
 * describe and list flows of their own. The clients are a process of their own, so that the CPU time printed is the
 * product's (the engine's excepted). Part of `npm run bench`.
 */
export async function oneMachine(): Promise<void> {
  const app = await startTestApp()
  const clients = 200
  const appflow = await app.appflowFor()
  for (let index = 0; index < clients; index++) await createFlow(appflow, `load-${index}`, scheduled('rate(1hours)'))
  await app.settled()
  const key = await app.keyFor(administrator)
  const load = async (task: Omit<LoadTask, 'url' | 'key'>): Promise<LoadReport & { cpu: number }> => {
    const used = process.cpuUsage()
    const child = fork(join(import.meta.dirname, 'load.ts'), [JSON.stringify({ ...task, url: app.url, key })])
    const [report] = (await once(child, 'message')) as [LoadReport]
    const { user, system } = process.cpuUsage(used)
    return { ...report, cpu: (user + system) / 1000 / report.count }
  }

  await load({ clients: 1, seconds: 2, actions: ['start-flow', 'stop-flow'] })
  const one = await load({ clients: 1, seconds: 6, actions: ['start-flow', 'stop-flow'] })
  console.log(`\none client, signed StopFlow: median ${one.median['stop-flow']?.toFixed(1)} ms; ${summary(one)}`)
  await app.settled()
  const actions = ['start-flow', 'describe-flow', 'stop-flow', 'list-flows'] as const
  const many = await load({ clients, seconds: 20, actions })
  const ratio = many.p99 / many.p50
  console.log(`${clients} keep-alive clients for 20 s: ${summary(many)}; p99 is ${ratio.toFixed(1)} times the median`)
  await app.settled()
  await app.stop()
}

const summary = ({ count, errors, p50, p99, longest, seconds, cpu }: LoadReport & { cpu: number }) =>
  `${cpu.toFixed(1)} ms of CPU each, ${(count / seconds).toFixed(0)} a second, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(0)} ms, ${errors} errors`
