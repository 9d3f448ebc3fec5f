import { beforeEach, expect, test } from 'vitest'
import reportAppflowRuns from '../../functions/relay/report-appflow-runs.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import { beginRun, transferMessages } from '../../lib/core/runs/begin-run.ts'
import type { Run } from '../../lib/core/runs/run.ts'
import type { ItemChange } from '../../lib/runtime/declarations/relay.ts'
import { emptyDefinition, storedFlow } from '../_harness/flow-items.ts'

const at = '2026-11-24T16:00:00.000Z'
const flow = storedFlow({ status: 'active', triggerKind: 'schedule', definitionVersion: 7, startedVersion: 7 })
const begun = beginRun(flow, { id: 'run-1', trigger: { kind: 'schedule', at, by: 'x' }, first: transferMessages }).after
const run: Run = { ...begun, definitionVersion: 5 }
const ended: Run = { ...run, version: 2, status: 'succeeded', endedAt: at }

let present: Flow | undefined
const published: string[] = []
const versions: number[] = []
beforeEach(() => {
  present = flow
  published.splice(0)
  versions.splice(0)
})

/** Shows the effect a change. What it publishes is in `published`, which definitions it read in `versions`. */
const show = (change: ItemChange) =>
  reportAppflowRuns.run?.(change, {
    region: 'us-east-1',
    accountId: '000000000000',
    read: () => Promise.resolve(present),
    readDefinition: (_flow: Flow, version: number) => {
      versions.push(version)
      return Promise.resolve(emptyDefinition)
    },
    publish: ({ type, source }: { type: string; source: string }) => {
      published.push(`${source} ${type}`)
      return Promise.resolve()
    },
  } as never)

test('a run is reported when it begins and when it ends, with the definition that it keeps to', async () => {
  await show({ entity: 'run', after: run })
  await show({ entity: 'run', before: run, after: { ...run, version: 2 } })
  await show({ entity: 'run', before: run, after: ended })
  await show({ entity: 'run', before: ended })

  expect(published).toEqual([
    'sluice.appflow AppFlow Start Flow Run Report',
    'sluice.appflow AppFlow End Flow Run Report',
  ])
  expect(versions).toEqual([5, 5])
})

test('a run whose flow is gone, or was made anew, is not reported', async () => {
  for (const standing of [undefined, { ...flow, id: 'b'.repeat(24) }]) {
    present = standing
    await show({ entity: 'run', after: run })
    await show({ entity: 'run', before: run, after: ended })
  }

  expect(published).toEqual([])
})

test('a deactivation is reported, other changes of a flow are not', async () => {
  const suspended: Flow = { ...flow, version: 2, status: 'inactive', statusMessage: 'Too many runs failed.' }
  await show({ entity: 'flow', before: flow, after: { ...flow, version: 2 } })
  await show({ entity: 'flow', before: flow, after: { ...flow, version: 2, status: 'inactive' } })
  await show({ entity: 'flow', before: flow })
  expect(published).toEqual([])

  await show({ entity: 'flow', before: flow, after: suspended })

  expect(published).toEqual(['sluice.appflow AppFlow Scheduled Flow Deactivated'])
  expect(versions).toEqual([7])
})
