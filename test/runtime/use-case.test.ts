import { afterAll, expect, test } from 'vitest'
import { operation } from '../../functions/control/_dialect/dialect.ts'
import { ownCall, services, type Environment } from '../../lib/runtime/invocation/context.ts'
import { capabilities } from '../../lib/runtime/capabilities/all.ts'
import { allEffects } from '../../lib/runtime/declarations/operation.ts'
import { invokeOperation } from '../../lib/runtime/invocation/invoke-operation.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'
import { task } from '../../lib/runtime/declarations/task.ts'
import { useCase } from '../../lib/runtime/declarations/use-case.ts'
import { openTestTable } from '../_harness/table.ts'

const table = await openTestTable()
afterAll(() => table.stop())

const findGroup = useCase({
  effects: { reads: ['name', 'server-group'] },
  async run({ read }, name: string) {
    const taken = await read.name('server-group', name)
    return taken && read['server-group'](taken.id)
  },
})

const describeGroup = useCase({
  effects: { reads: ['server-group'], lists: ['server'] },
  uses: { findGroup },
  async run(context, name: string) {
    const group = await context.use.findGroup(name)
    return { name: group?.name ?? 'none', members: Object.keys(context.read).sort(), tenant: context.caller.tenant }
  },
})

const describe = operation({
  name: 'Describe',
  route: 'GET /x',
  example: { request: { name: 'east' }, answer: { name: 'east', members: [], tenant: 'acme' } },
  permission: 'clusters.read',
  input: t.object({ name: t.string() }),
  output: t.object({ name: t.string(), members: t.array(t.string()), tenant: t.string() }),
  fails: [],
  effects: { reads: ['cluster'], updates: ['cluster'] },
  uses: { describeGroup },
  run: ({ name }, { use }) => use.describeGroup(name),
})

test('effects of use cases, and of those they use, are the effects of whoever uses them', () => {
  expect(allEffects(describe)).toMatchObject({
    reads: ['cluster', 'server-group', 'name'],
    lists: ['server'],
    updates: ['cluster'],
  })
  const sweep = task({ name: 'Sweep', input: t.object({}), uses: { findGroup }, run: () => Promise.resolve() })
  expect(sweep.effects).toEqual({ reads: ['name', 'server-group'] })
})

test('a use case runs for its user’s caller, with the effects it declares itself and no others', async () => {
  const env = { tableName: 'sluice', livenessTableName: 'sluice-liveness', region: 'us-east-1' } as Environment
  const shared = { ...services(env, capabilities), table }
  const call = ownCall('test', 'acme', 'request', shared)

  expect(await invokeOperation(describe, { name: 'east' }, call, shared)).toEqual({
    name: 'none',
    members: ['name', 'server-group'],
    tenant: 'acme',
  })
})
