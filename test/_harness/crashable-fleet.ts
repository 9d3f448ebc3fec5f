import { httpSend } from '../../lib/simulator/protocol.ts'
import { cutOff, isNoAuditRecord } from './cut-off.ts'
import { startTestApp, type Answer, type TestApp } from './app.ts'
import { startFleet, type Fleet, type FleetOptions, type RolloutJson } from './fleet.ts'
import { temporaryFolder } from './process.ts'

/**
 * A fleet whose control plane can be killed at a write and started again on what is on disk; the runtimes and the clock
 * live on. Nothing after the N-th write happened; whatever happened before did.
 */
export async function startCrashableFleet(options: FleetOptions) {
  const { folder, remove } = await temporaryFolder()
  const place: { app?: TestApp } = {}
  const fleet: Fleet = await startFleet({
    ...options,
    app: { dataFolder: folder },
    // To whichever process is there.
    send: (first) => (path, body, credential) => (place.app ? httpSend(place.app.url) : first)(path, body, credential),
  })
  place.app = fleet.app
  const app = () => place.app as TestApp
  const control = (method: string, path: string, body?: unknown) =>
    app().request(method, `/v1${path}`, { token: fleet.token, body })
  const read = async (id: string) =>
    control('GET', `/rollouts/${id}`).then(
      ({ json, status }) => (status === 200 ? (json as RolloutJson) : undefined),
      () => undefined,
    )

  async function advance(): Promise<void> {
    fleet.clock.advance(Math.max(0.01, fleet.clock.untilNext() ?? 0.5))
    for (const runtime of fleet.runtimes) await runtime.quiet()
    await app()
      .settled()
      .catch(() => undefined)
  }

  /**
   * Asks for a rollout, kills the process at its N-th write, starts it again and waits for the rollout's end. The request
   * itself may die with its own write: then it is made again, as a client would, under the same token. Whether there was
   * an N-th write at all.
   */
  const killedAt = async (n: number, ask: () => Promise<Answer>) => {
    const cut = cutOff(app().engine, n, isNoAuditRecord)
    const asked = () => ask().catch(() => undefined)
    const idIn = (answer: Answer | undefined) => answer?.headers.get('x-sluice-rollout') ?? ''
    let answer = await asked()
    const isDone = async () => isOver(await read(idIn(answer)))
    for (let step = 0; step < 400 && !cut.isDead() && !(await isDone()); step++) await advance()
    const reached = cut.isDead()
    if (reached) {
      await app()
        .stop()
        .catch(() => undefined)
      place.app = await startTestApp({ timers: fleet.clock, dataFolder: folder })
    } else cut.mend()
    if (!answer || answer.status >= 400) answer = await asked()
    for (let step = 0; step < 600 && !isOver(await read(idIn(answer))); step++) await advance()
    return { reached, rollout: await read(idIn(answer)) }
  }

  const stop = async () => {
    for (const runtime of fleet.runtimes) runtime.kill()
    await place.app?.stop()
    await remove()
  }
  return { fleet, control, killedAt, stop }
}

const isOver = (rollout: RolloutJson | undefined) =>
  ['succeeded', 'failed', 'cancelled'].includes(rollout?.status ?? '')
