import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { root } from '../lib/inventory/registry.ts'
import { application, enrolAgent, enrolmentToken } from '../test/_harness/agents.ts'
import { administrator, startTestApp } from '../test/_harness/app.ts'
import { startFleet, twoFlows } from '../test/_harness/fleet.ts'
import { costOf } from './costs.ts'

/** Clusters, check-ins, a rolling restart, and the simulator: part of `npm run bench`. */
export async function estate(): Promise<void> {
  await clusterOfEight()
  await checkIns()
  await rollingRestart()
  await simulatorMemory()
}

async function clusterOfEight(): Promise<void> {
  const app = await startTestApp()
  const token = await enrolmentToken(app, administrator)
  const agents = []
  for (let index = 0; index < 8; index++) {
    const agent = await enrolAgent(app, token, `eight-${index}`)
    await agent.checkIn()
    agents.push(agent)
  }
  await app.settled()
  const nodes = agents.map(({ serverId }) => serverId)
  const create = await costOf(app.engine, () =>
    app.functions.invoke('mmc-CreateCluster', { name: 'eight', version: '3.8.0', nodes }),
  )
  const { written } = create
  console.log(
    `\nCreateCluster of 8: ${create.requests.join(', ')}; the transaction ${written} units, all ${create.units}`,
  )
  await app.settled()
  const read = await costOf(app.engine, () => app.functions.invoke('mmc-GetCluster', { clusterId: 'eight' }))
  console.log(`GetCluster of 8: ${read.requests.join(', ')}; ${read.units} units`)
  await app.stop()
}

async function checkIns(): Promise<void> {
  const app = await startTestApp()
  const token = await enrolmentToken(app, administrator)
  for (const flows of [0, 500]) {
    const agent = await enrolAgent(app, token, `flows-${flows}`)
    const carried = Array.from({ length: flows }, (_, index) => [`Flow${index}`, 'running'] as const)
    await agent.checkIn({ applications: flows ? [application('big', Object.fromEntries(carried))] : [] })
    await app.settled()
    await agent.checkIn({ isIdle: true })
    const idle = await costOf(app.engine, () => agent.checkIn({ isIdle: true }))
    console.log(`idle check-in of a server with ${flows} flows: ${idle.requests.join(', ')}; ${idle.units} units`)
  }
  const agents = await Promise.all(Array.from({ length: 16 }, (_, index) => enrolAgent(app, token, `load-${index}`)))
  for (const agent of agents) await agent.checkIn()
  await app.settled()
  const seconds = 5
  const used = process.cpuUsage()
  const until = performance.now() + seconds * 1000
  let count = 0
  await Promise.all(
    agents.map(async (agent) => {
      while (performance.now() < until) {
        await agent.checkIn({ isIdle: true })
        count++
      }
    }),
  )
  const { user, system } = process.cpuUsage(used)
  const cpu = (user + system) / 1e6
  console.log(
    `check-ins: ${(count / seconds).toFixed(0)} a second; ${(count / cpu).toFixed(0)} for each second of one core (gateway, function, endpoint and the callers in one process; the engine is another)`,
  )
  await app.stop()
}

async function rollingRestart(): Promise<void> {
  const fleet = await startFleet({ count: 8, applications: [twoFlows] })
  const id = await fleet.formCluster('bench', fleet.runtimes)
  let overhead: number[] = []
  const cost = await costOf(fleet.app.engine, async () => {
    const begun = (await fleet.control('POST', `/clusters/${id}/restart`, {})).json as { rollout: { id: string } }
    const { servers } = await fleet.ended(begun.rollout.id)
    overhead = servers.map(({ times }) => {
      const at = (name: string) => Date.parse(times[name] ?? '')
      // Its own: from taking the order up to being back, and ten seconds of proving its health.
      return (at('endedAt') - at('orderedAt') - (at('upAt') - at('deliveredAt')) - 10_000) / 1000
    })
  })
  const sorted = [...overhead].sort((one, other) => one - other)
  console.log(
    `rolling restart of 8: ${(cost.writes / 8).toFixed(1)} items written for each server; beyond the server's own time ${sorted[4]?.toFixed(1)} s (median), ${sorted.at(-1)?.toFixed(1)} s (most), check-ins every 2 s`,
  )
  await fleet.stop()
}

async function simulatorMemory(): Promise<void> {
  const app = await startTestApp()
  const token = await enrolmentToken(app, administrator)
  const sizes: number[] = []
  for (const count of [0, 500]) {
    const args = ['--servers', String(count), '--url', app.url, '--token', token, '--end-with-input']
    const child = spawn(process.execPath, [join(root, 'bin/simulate.ts'), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    for await (const line of createInterface(child.stdout)) {
      if (line === (count === 0 ? '0 simulated runtimes for ' + app.url : 'checked in')) break
    }
    const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
    sizes.push(Number(kilobytes))
    child.stdin.end()
    await once(child, 'exit')
  }
  const [none = 0, many = 0] = sizes
  console.log(
    `simulator: ${(none / 1024).toFixed(0)} MB alone, ${((many - none) / 500).toFixed(0)} kB for each of 500 servers`,
  )
  await app.stop()
}
