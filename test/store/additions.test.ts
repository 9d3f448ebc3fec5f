import { afterAll, beforeEach, expect, test } from 'vitest'
import { addFlows, beginAddition, endAddition, giveUpAddition } from '../../lib/core/flows/add-flows.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import { commit } from '../../lib/store/commit.ts'
import { findFlow, findFlowWithDefinition } from '../../lib/store/flows.ts'
import { findFlows, takenFlowNames } from '../../lib/store/many-flows.ts'
import { moveFlow } from '../../lib/store/move.ts'
import { list } from '../../lib/store/read.ts'
import { startTestApp } from '../_harness/app.ts'
import { namedFlow } from '../_harness/flow-items.ts'

/** Flows between the transaction that wrote them and the one by which they are there. */
const app = await startTestApp()
await app.stream.stop()
afterAll(() => app.stop())
const { table } = app
const newId = idSource(() => new Date())
const at = new Date().toISOString()
const actor = { name: 'ann', kind: 'user', via: 'direct', at } as const
let count = 0
let name = ''

async function begin() {
  name = `added-${count++}`
  const flows = Array.from({ length: 31 }, (_, index) => namedFlow(`${name}-${index}`, newId()))
  const planned = addFlows(flows, { tenant: 1000 }, actor, name)
  if (!('after' in planned)) throw new Error('It is not staged.')
  await commit(table, beginAddition(planned.after).change)
  for (const part of planned.change) await commit(table, part)
  return planned.after
}
let addition: Awaited<ReturnType<typeof begin>>
beforeEach(async () => void (addition = await begin()))

const handle = () => `${name}-3`
const find = () => findFlow(table, 'default', { handle: handle() })
const start = (flow: { handle: string } | { id: string } = { handle: handle() }) =>
  moveFlow(table, { tenant: 'default', flow, move: 'start', at, by: 'ann' })
const listed = async () => (await list(table, 'flow', 'default', { limit: 1000 })).items.map((one) => one.handle)

test('what has only begun is not there, for whoever asks in whichever way, but its names are taken', async () => {
  for (const isGivenUp of [false, true]) {
    if (isGivenUp) await commit(table, giveUpAddition(addition).change)
    expect(await find()).toBeUndefined()
    expect(await findFlowWithDefinition(table, 'default', { handle: handle() })).toBeUndefined()
    expect(await findFlows(table, 'default', [handle()], undefined)).toEqual(new Map())
    await expect(start()).rejects.toMatchObject({ code: 'flow-not-found' })
    expect(await listed()).not.toContain(handle())
    expect(await takenFlowNames(table, 'default', [handle(), 'free'])).toEqual(new Set([handle()]))
    await expect(app.makeFlow(namedFlow(handle(), newId()))).rejects.toMatchObject({ code: 'flow-name-taken' })
  }
})

test('what is done is there at once, and a move lists it', async () => {
  await commit(table, endAddition(addition).change)

  const flow = await find()
  expect(flow).toMatchObject({ handle: handle(), version: 1 })
  expect((await findFlowWithDefinition(table, 'default', { handle: handle() }))?.flow).toEqual(flow)
  expect((await findFlows(table, 'default', [handle()], undefined)).get(handle())).toEqual(flow)
  expect(await start({ id: flow?.id ?? '' })).toEqual({ status: 'active', isChanged: true })
  expect(await listed()).toContain(handle())
  expect(await find()).not.toHaveProperty('additionId')
})
