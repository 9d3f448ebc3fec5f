import { expect, test } from 'vitest'
import { read } from '../../../lib/store/read.ts'
import { flowInput } from '../../_harness/flows.ts'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { app, ask, listed, command, control } = await startFlowManager()
const some = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}-${index}` }))

const whole = {
  id: 'whole',
  name: 'Line 1 🏭',
  description: 'PLC to cloud',
  version: '1.0',
  site: { hall: 3, spare: null },
  task_configs: [
    { task_id: 'in', type: 'modbus_client', dependencies: [], params: { host: '10.0.1.50' }, colour: 'red' },
    { task_id: 'other', type: 'opc_client' },
    { task_id: 'out', type: 'http_sender', instances: 2, dependencies: ['other', 'in'], params: {} },
  ],
}

test('what is added is given back as it was, with its defaults filled in and both spellings of its id', async () => {
  const added = await ask('POST', '/flows', [whole])

  expect([added.status, added.json]).toEqual([
    201,
    { status: 'Configurations added', details: [{ flow_id: 'whole', status: 'stopped' }] },
  ])
  const [input, other, output] = whole.task_configs
  expect((await ask('GET', '/flows/whole')).json).toEqual({
    ...whole,
    flow_id: 'whole',
    task_configs: [{ ...input, instances: 1 }, { ...other, instances: 1, dependencies: [], params: {} }, output],
  })
})

test('a dependency may name an output of a task, and is given back so; the first is the task itself', async () => {
  const task = (task_id: string, ...dependencies: string[]) => ({ task_id, type: 'switch', dependencies })
  await ask('POST', '/flows', [
    { id: 'outputs', task_configs: [task('check'), task('a', 'check:0'), task('b', 'check:1', 'check:2')] },
  ])
  const { json } = await ask('GET', '/flows/outputs')
  expect((json.task_configs as { dependencies: string[] }[]).map(({ dependencies }) => dependencies)).toEqual([
    [],
    ['check'],
    ['check:1', 'check:2'],
  ])

  const refused = async (...tasks: object[]) =>
    ((await ask('POST', '/flows', [{ id: 'refused', task_configs: tasks }])).json.details as { error: string }[])[0]
      ?.error
  expect(await refused(task('check'), task('a', 'check', 'check:0'))).toBe("task 'a' depends on 'check' twice")
  expect(await refused(task('check'), task('a', 'check:1', 'check:1'))).toBe("task 'a' depends on 'check:1' twice")
  expect(await refused(task('a', 'none:1'))).toContain("'none:1', which is no task")
  expect(await refused(task('a', 'a:1'))).toContain('depends on itself')
})

test('a task whose id ends like an output is that task', async () => {
  const tasks = [
    { task_id: 'check', type: 'log' },
    { task_id: 'check:1', type: 'log' },
    { task_id: 'a', type: 'log', dependencies: ['check:1'] },
  ]
  await ask('POST', '/flows', [{ id: 'colons', task_configs: tasks }])
  expect((await ask('GET', '/flows/colons')).json.task_configs).toMatchObject(tasks)
  expect((await control('GET', '/flows/colons')).json.definition).toMatchObject({
    links: [{ from: 'check:1', to: 'a' }],
  })
})

test('one item that is invalid, and none is stored; all that are to blame are named', async () => {
  const { status, json } = await ask('POST', '/flows', [
    { id: 'good' },
    { flow_id: 'twice' },
    { id: 'twice' },
    { id: 'status' },
    { id: 'a/b' },
    { name: 'no id' },
    7,
    { id: 'whole' },
    { id: 'circle', task_configs: [{ task_id: 'a', type: 't', dependencies: ['a'] }] },
  ])

  expect([status, json.error]).toEqual([400, 'Validation failed'])
  expect((json.details as { index: number }[]).map(({ index }) => index)).toEqual([2, 3, 4, 5, 6, 8])
  expect(json.details[5]).toEqual({ index: 8, flow_id: 'circle', error: "task 'a' depends on itself" })
  expect((await ask('GET', '/flows/good')).status).toBe(404)
})

test('ids that are taken, by flows of whichever API, are named', async () => {
  await app.functions.invoke('appflow-CreateFlow', flowInput('of-appflow'))

  const { status, json } = await ask('POST', '/flows', [{ id: 'free' }, { id: 'of-appflow' }, { id: 'whole' }])

  expect(status).toBe(400)
  expect(json.details).toMatchObject([
    { index: 1, flow_id: 'of-appflow' },
    { index: 2, flow_id: 'whole' },
  ])
  expect((await ask('GET', '/flows/free')).status).toBe(404)
})

test('no configurations are added without complaint, and more than a thousand are refused', async () => {
  expect(await ask('POST', '/flows', [])).toMatchObject({ status: 201, json: { details: [] } })
  expect((await ask('POST', '/flows', some('many', 1001))).status).toBe(400)
  expect((await ask('POST', '/flows')).status).toBe(400)
  expect((await ask('POST', '/flows', '[{')).status).toBe(400)
  expect((await ask('POST', '/flows', [{ id: 'big', description: 'x'.repeat(1024 * 1024) }])).status).toBe(413)
})

test('more than a transaction holds are added together, in their order, and leave nothing of how', async () => {
  const before = (await read(app.table, 'tally', 'default', 'flow-manager-flow'))?.count ?? 0

  const { status, json } = await ask('POST', '/flows', some('stage', 150))

  expect([status, json.details.length]).toEqual([201, 150])
  expect((await listed()).filter((id) => id.startsWith('stage'))).toEqual(some('stage', 150).map(({ id }) => id))
  expect(await read(app.table, 'flow', 'default', 'stage-149')).not.toHaveProperty('additionId')
  expect((await read(app.table, 'tally', 'default', 'flow-manager-flow'))?.count).toBe(before + 150)
  expect(await command('start', ['stage-0', 'stage-149'])).toMatchObject({ status: 200 })
})

test('of many of which one is taken none is added, and what was written of them is gone', async () => {
  const { status, json } = await ask('POST', '/flows', [...some('vain', 90), { id: 'whole' }])

  expect([status, json.details]).toEqual([
    400,
    [{ index: 90, flow_id: 'whole', error: "there is a flow 'whole' already" }],
  ])
  expect((await ask('POST', '/flows', some('vain', 90))).status).toBe(201)
})
