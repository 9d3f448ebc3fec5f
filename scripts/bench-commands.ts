import { graph } from '../test/_harness/hub-flows.ts'
import { startTestApp } from '../test/_harness/app.ts'

const count = 1000

/** What flow-manager's commands cost on 1,000 flows, its own and those of Open Integration Hub: requests for each, and the time. */
export async function commands(): Promise<void> {
  for (const made of ['flow-manager', 'oih'] as const) {
    const app = await startTestApp({ flowQuota: 10_000 })
    const { pass } = app.engine
    let requests = 0
    app.engine.pass = (target, body) => {
      if (target.startsWith('DynamoDB_')) requests++
      return pass(target, body)
    }
    const measured = async (what: string, name: string, input: object) => {
      requests = 0
      const began = performance.now()
      await app.functions.invoke(name, input)
      const seconds = (performance.now() - began) / 1000
      console.log(`${made} ${what}: ${(requests / count).toFixed(2)} requests for each flow, ${seconds.toFixed(1)} s`)
    }
    const ids = Array.from({ length: count }, (_, index) => `flow-${index}`)
    if (made === 'flow-manager')
      await measured('add 1,000', 'flow-manager-AddConfigurations', { configurations: ids.map((id) => ({ id })) })
    else for (const name of ids) await app.functions.invoke('oih-CreateFlow', { flow: { name, graph } })
    await app.settled()
    // What follows from a command is not its own.
    await app.stream.stop()
    const command = (what: string, input: object) => measured(what, 'flow-manager-CommandFlows', input)
    await command('start', { command: 'start' })
    await command('pause', { command: 'pause' })
    await command('resume', { command: 'resume' })
    await command('soft stop', { command: 'stop' })
    await app.functions.invoke('flow-manager-CommandFlows', { command: 'start' })
    await command('hard stop', { command: 'stop', type: 1 })
    await app.stop()
  }
}
