import { expect, test } from 'vitest'
import { stepLimitSeconds, stepQueues } from '../../lib/core/runs/queue.ts'
import { loadRegistry, timeoutSecondsOf, workerOf } from '../../lib/inventory/registry.ts'
import { component } from '../../lib/runtime/declarations/component.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'

const settings = t.object({})
const run = async () => ({})
const components = [
  { file: 'functions/components/short.ts', component: component({ name: 'short', settings, run }) },
  {
    file: 'functions/components/long.ts',
    component: component({ name: 'long', settings, run, isLong: true, effects: { deletesObjects: ['runs'] } }),
  },
  {
    file: 'functions/components/either.ts',
    component: component({ name: 'either', settings, run, isLong: () => false, effects: { lists: ['user'] } }),
  },
]
const filesOf = (...names: string[]) => names.map((name) => `functions/components/${name}.ts`)

test('a worker is made of the components that steps in its queue may be of, with the effects of all of them', () => {
  expect(workerOf('steps', components)).toMatchObject({
    kind: 'worker',
    name: 'workers-Steps',
    files: filesOf('short', 'either'),
    effects: { lists: ['user'], worksOn: ['steps'] },
  })
  expect(workerOf('long-steps', components)).toMatchObject({
    name: 'workers-LongSteps',
    files: filesOf('long', 'either'),
    effects: { deletesObjects: ['runs'], lists: ['user'], worksOn: ['long-steps'] },
  })
})

test.each(stepQueues)('there is one worker of %s, which may take longer than its steps', async (queue) => {
  const { functions } = await loadRegistry()
  const workers = functions.filter((unit) => unit.kind === 'worker' && unit.queue === queue)
  expect(workers).toHaveLength(1)
  for (const worker of workers) expect(timeoutSecondsOf(worker)).toBeGreaterThan(stepLimitSeconds[queue])
})
