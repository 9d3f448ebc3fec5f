import * as fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { isOver, type Run } from '../../lib/core/runs/run.ts'
import { StepError } from '../../lib/core/runs/step-error.ts'
import { CutOff, graph, openRunBench, type Behaviour } from '../_harness/runs.ts'
import { usageOf } from '../_harness/usage.ts'

const bench = await openRunBench()
afterAll(bench.stop)

/** A step answers as many messages as it says, or fails; a message carries its path, so that all differ. */
interface StepPlan {
  id: string
  answers: number
  failsOn: number
}

interface Plan {
  steps: StepPlan[]
  links: [string, string][]
}

/** Graphs without circles: links lead from earlier to later steps. */
const plans: fc.Arbitrary<Plan> = fc
  .array(fc.record({ answers: fc.nat(3), failsOn: fc.constantFrom(0, 0, 2, 3) }), { minLength: 1, maxLength: 5 })
  .chain((steps) => {
    const pairs = steps.flatMap((_one, from) => steps.slice(from + 1).map((_two, to) => [from, from + 1 + to] as const))
    return fc.record({
      steps: fc.constant(steps.map((step, index) => ({ id: `s${index}`, ...step }))),
      links: fc.subarray(pairs).map((some) => some.map(([from, to]): [string, string] => [`s${from}`, `s${to}`])),
    })
  })

const pathOf = (payload: unknown): string => (payload as { path?: string }).path ?? ''

/** Whether a step fails for a message follows from the message alone. */
const fails = ({ failsOn }: StepPlan, path: string): boolean => failsOn > 0 && path.length % failsOn === 1
const answersOf = ({ id, answers }: StepPlan, path: string) =>
  Array.from({ length: answers }, (_, index) => ({ path: `${path}/${id}.${index}` }))

const behavioursOf = (plan: Plan): Record<string, Behaviour> =>
  Object.fromEntries(
    plan.steps.map((step): [string, Behaviour] => [
      step.id,
      (payload) => {
        if (fails(step, pathOf(payload))) throw new StepError(`${step.id} fails`, { figures: { tried: 1 } })
        return { messages: answersOf(step, pathOf(payload)), figures: { tried: 1 } }
      },
    ]),
  )

/** Steps with an even number are of one component, the others of another. */
const componentOf = (id: string): string => `component-${Number(id.slice(1)) % 2}`
const graphOf = ({ steps, links }: Plan) =>
  graph(
    steps.map(({ id }) => id),
    links,
    componentOf,
  )

/** What a run's steps are counted as, by what an interpreter counts. */
function attemptsOf(plan: Plan) {
  const components: Record<string, number> = {}
  let executions = 0
  for (const [id, { in: attempts }] of Object.entries(interpret(plan).steps)) {
    executions += attempts
    components[componentOf(id)] = (components[componentOf(id)] ?? 0) + attempts
  }
  return { user: executions, flow: executions, components }
}

/** The same run in memory: one message after the other. */
function interpret({ steps, links }: Plan) {
  const targets = new Set(links.map(([, to]) => to))
  const waiting = steps.filter(({ id }) => !targets.has(id)).map((step) => ({ step, path: '' }))
  const counters = { started: waiting.length, succeeded: 0, errors: 0, cancelled: 0 }
  const sums: Record<string, { in: number; out: number; errors: number }> = {}
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { step, path } = next
    const sum = (sums[step.id] ??= { in: 0, out: 0, errors: 0 })
    sum.in++
    if (fails(step, path)) {
      counters.errors++
      sum.errors++
      continue
    }
    counters.succeeded++
    for (const [, to] of links.filter(([from]) => from === step.id)) {
      const target = steps.find(({ id }) => id === to)
      if (!target) continue
      for (const answer of answersOf(step, path)) {
        waiting.push({ step: target, path: answer.path })
        counters.started++
        sum.out++
      }
    }
  }
  return { counters, steps: sums, status: counters.errors > 0 ? 'failed' : 'succeeded' }
}

const seen = ({ counters, steps, status }: Run) => ({ counters, steps, status })
const triedIn = ({ steps }: Pick<Run, 'steps'>) => Object.values(steps).reduce((sum, step) => sum + step.in, 0)

describe('a run counts what an interpreter in memory counts', () => {
  test('whatever the graph', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { run } = await bench.begin(graphOf(plan))
        const ended = await bench.finish(bench.worker(behavioursOf(plan)), run)
        expect(seen(ended)).toEqual(interpret(plan))
        expect(ended.figures).toEqual({ tried: triedIn(ended) })
        expect(await usageOf(bench.table, run)).toEqual(attemptsOf(plan))
      }),
      { numRuns: 40 },
    )
  })

  test('when messages come twice at once, late and in any order', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.infiniteStream(fc.nat(1_000_000)), async (plan, choices) => {
        const { run } = await bench.begin(graphOf(plan))
        const worker = bench.worker(behavioursOf(plan))
        const known = new Map<string, Parameters<typeof bench.work>[1]>()
        for (let ended = false; !ended;) {
          const messages = await bench.unsettled(run)
          for (const message of messages) known.set(message.id, message)
          const all = [...known.values()]
          const some = [...messages, ...messages, all[choices.next().value % all.length]].filter(
            (one) => one !== undefined,
          )
          const shuffled = some.map((one) => [choices.next().value, one] as const).sort(([one], [other]) => one - other)
          await Promise.all(shuffled.map(([, message]) => bench.work(worker, message)))
          // The stream tells of a run more than once, and at once.
          const [one] = await Promise.all([bench.summed(run), bench.summed(run)])
          ended = isOver(one)
        }
        expect(seen(await bench.summed(run))).toEqual(interpret(plan))
        expect(await usageOf(bench.table, run)).toEqual(attemptsOf(plan))
      }),
      { numRuns: 25 },
    )
  })

  test('when the worker is cut off at any of its writes', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.array(fc.nat(6), { minLength: 1, maxLength: 40 }), async (plan, cuts) => {
        const { run } = await bench.begin(graphOf(plan))
        for (const [index, after] of [...cuts, Infinity].entries()) {
          bench.cutAfter(after)
          try {
            await bench.finish(bench.worker(behavioursOf(plan)), run)
          } catch (error) {
            if (!(error instanceof CutOff)) throw error
          }
          bench.reconnect()
          if (index > 40) break
        }
        expect(seen(await bench.summed(run))).toEqual(interpret(plan))
        expect(await usageOf(bench.table, run)).toEqual(attemptsOf(plan))
      }),
      { numRuns: 25 },
    )
  })
})
