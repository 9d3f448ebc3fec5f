import { expect, test } from 'vitest'
import { FlowReports, RunReports } from '../../../functions/agent/_dialect/bodies/hosted-flows.ts'
import { boundedFlowReport, boundedRunReport, firstReports } from '../../../lib/core/agents/bounded-reports.ts'
import type { HostedFlowReport, HostedStepCounters } from '../../../lib/core/agents/hosted-flows.ts'
import { jsonBytes } from '../../../lib/core/json-bytes.ts'
import { parseInput } from '../../../lib/runtime/invocation/problems.ts'

const counts = { in: 1, out: 1, errors: 0 }
const flow = (more: Partial<HostedFlowReport> = {}): HostedFlowReport => ({
  flow: 'orders',
  flowId: 'f',
  startGeneration: 1,
  state: 'running',
  ...more,
})
const steps = (ids: string[], counted: HostedStepCounters = counts) =>
  Object.fromEntries(ids.map((id) => [id, counted]))
const many = steps(Array.from({ length: 2000 }, (_, index) => `a step of a flow, ${index}`))

test.each<[string, Partial<HostedFlowReport>, Partial<HostedFlowReport>]>([
  [
    'a long cause and a long error',
    { cause: 'é'.repeat(501), lastError: 'x'.repeat(9999) },
    { cause: 'é'.repeat(500) },
  ],
  [
    'a step with a long id',
    { currentTask: 's'.repeat(201), steps: steps(['s'.repeat(201), 'a']) },
    { steps: { a: counts } },
  ],
  [
    'more messages than are counted',
    { steps: steps(['a'], { ...counts, in: 2e9 }) },
    { steps: steps(['a'], { ...counts, in: 1e9 }) },
  ],
  ['more steps than there is room for', { steps: many }, {}],
  ['a step like a prototype', { steps: JSON.parse(`{"__proto__":${JSON.stringify(counts)}}`) as typeof many }, {}],
])('what is said of a flow with %s is taken', (_case, given, said) => {
  const report = boundedFlowReport(flow(given))
  expect(report).toMatchObject(said)
  expect(() => parseInput(FlowReports, [report])).not.toThrow()
  const run = boundedRunReport({ runId: 'r', steps: {}, ...given, state: 'failed' })
  expect(() => parseInput(RunReports, [run])).not.toThrow()
})

test('as many steps are counted as there is room for, the first ones', () => {
  const kept = Object.keys(boundedFlowReport(flow({ steps: many })).steps ?? {})
  expect(kept).toEqual(Object.keys(many).slice(0, kept.length))
  expect(kept.length).toBeGreaterThan(700)
})

test('a check-in reports 100 flows, fewer that are large, and one however large', () => {
  expect(firstReports(Array.from({ length: 250 }, () => flow()))).toHaveLength(100)
  const large = Array.from({ length: 100 }, () => boundedFlowReport(flow({ steps: many })))
  const said = firstReports(large)
  expect(jsonBytes(said)).toBeLessThanOrEqual(1_600_000)
  expect(said.length).toBeGreaterThan(20)
  expect(firstReports([flow({ cause: 'x'.repeat(2_000_000) })])).toHaveLength(1)
})
