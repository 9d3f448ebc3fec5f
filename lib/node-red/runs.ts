import { AsyncLocalStorage } from 'node:async_hooks'
import type { Message } from './embedded.ts'

/** What became of a run: a message given to a flow and all that followed from it. */
export interface EndedRun {
  id: string
  flow: string
  startedAt: string
  /** When the last message of it was done with. */
  endedAt: string
  errors: number
  /** The first error. */
  cause?: string
  /** Per step. */
  steps: Record<string, { in: number; out: number; errors: number }>
}

export interface OpenRun extends EndedRun {
  inHand: number
  lastAt: number
}

/** How long nothing of a run may be in hand before it has ended. */
const quietMilliseconds = 250

/** How long the messages of a run are known as such. */
const rememberedMilliseconds = 3_600_000

/**
 * Tells which run a message belongs to: by its id when that is known, else by the asynchronous context it was made in, and
 * then its id is known. Neither alone does: nodes that split messages give new ids, nodes that queue them mix contexts.
 */
export class Runs {
  readonly #open = new Map<string, OpenRun>()
  readonly #ofMessage = new Map<string, { run: OpenRun; at: number }>()
  readonly #context = new AsyncLocalStorage<OpenRun | undefined>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  get isAnyOpen(): boolean {
    return this.#open.size > 0
  }

  /** Begins a run; `give` hands its first message to the flow. */
  begin(id: string, flow: string, give: (messageId: string) => void): void {
    const now = this.#now()
    const startedAt = new Date(now).toISOString()
    // Steps have names that users give, such as `constructor`.
    const steps = Object.create(null) as OpenRun['steps']
    const run: OpenRun = { id, flow, startedAt, endedAt: startedAt, errors: 0, steps, inHand: 0, lastAt: now }
    this.#open.set(id, run)
    this.#ofMessage.set(id, { run, at: now })
    this.#context.run(run, () => give(id))
  }

  runOf({ _msgid: id }: Message): OpenRun | undefined {
    if (this.#open.size === 0) return undefined
    const known = id === undefined ? undefined : this.#ofMessage.get(id)?.run
    const run = known ?? this.#context.getStore()
    if (run && !known && id !== undefined) this.#ofMessage.set(id, { run, at: this.#now() })
    return run
  }

  /** The run in whose work this is called. */
  current(): OpenRun | undefined {
    return this.#open.size === 0 ? undefined : this.#context.getStore()
  }

  /** Does something as work of a run, or of none. */
  within(run: OpenRun | undefined, work: () => void): void {
    if (this.#open.size === 0) work()
    else this.#context.run(run, work)
  }

  count(run: OpenRun | undefined, step: string, what: 'in' | 'out' | 'errors', cause?: string): void {
    if (!run) return
    const counts = (run.steps[step] ??= { in: 0, out: 0, errors: 0 })
    counts[what]++
    run.lastAt = this.#now()
    if (what !== 'errors') return
    run.errors++
    run.cause ??= cause
  }

  /** Takes out the runs that have come to rest. */
  takeEnded(): EndedRun[] {
    const now = this.#now()
    const ended = [...this.#open.values()].filter((run) => run.inHand === 0 && now - run.lastAt >= quietMilliseconds)
    for (const { id } of ended) this.#open.delete(id)
    for (const [id, { at }] of this.#ofMessage) {
      if (now - at < rememberedMilliseconds) break
      this.#ofMessage.delete(id)
    }
    return ended.map(endedForm)
  }

  /** Takes out the runs of a flow that is dropped with what it has in hand. */
  takeDropped(flow: string, cause: string): EndedRun[] {
    const dropped = [...this.#open.values()].filter((run) => run.flow === flow)
    for (const { id } of dropped) this.#open.delete(id)
    return dropped.map((run) => ({ ...endedForm(run), errors: run.errors + 1, cause: run.cause ?? cause }))
  }
}

const endedForm = ({ inHand: _, lastAt, ...run }: OpenRun): EndedRun => ({
  ...run,
  endedAt: new Date(lastAt).toISOString(),
})
