import { describe, expect, test } from 'vitest'
import { addFlows, isForsaken, listAddedFlow, mostAtOnce, refuseUnlisted } from '../../../lib/core/flows/add-flows.ts'
import { deleteFlow } from '../../../lib/core/flows/delete-flow.ts'
import { updateFlow } from '../../../lib/core/flows/update-flow.ts'
import type { Addition } from '../../../lib/core/flows/addition.ts'
import { namedFlow, storedFlow } from '../../_harness/flow-items.ts'

const actor = { name: 'ann', kind: 'user', via: 'direct', at: '2026-03-02T09:30:00.000Z' } as const
const plan = (count: number, definition = namedFlow('x', 'x').definition) =>
  addFlows(
    Array.from({ length: count }, (_, index) => ({
      ...namedFlow(`f${index}`, String(index).padStart(24, '0')),
      madeBy: 'flow-manager' as const,
      definition,
    })),
    { tenant: 1000 },
    actor,
    'addition-1',
  )

describe('flows that are added together', () => {
  test('and fit one transaction are that, with one sum of their counts', () => {
    const planned = plan(mostAtOnce)

    if ('after' in planned) throw new Error('It is staged.')
    expect(planned.change.filter(({ kind }) => kind === 'count')).toMatchObject([
      { name: 'tenant-flow', by: mostAtOnce, atMost: 1000 },
      { name: 'flow-manager-flow', by: mostAtOnce },
    ])
    expect(planned.change.length).toBeLessThanOrEqual(100)
    expect(planned.change[0]).not.toMatchObject({ item: { additionId: 'addition-1' } })
  })

  test('and do not fit are parts of an addition that names all of them', () => {
    const planned = plan(2 * mostAtOnce + 1)

    if (!('after' in planned)) throw new Error('It is one transaction.')
    expect(planned.after).toMatchObject({ id: 'addition-1', status: 'begun', begunAt: actor.at })
    expect(planned.after.keys).toHaveLength(2 * mostAtOnce + 1)
    expect(planned.change.map((part) => part.filter(({ entity }) => entity === 'flow').length)).toEqual([30, 30, 1])
    for (const [flow] of planned.change) expect(flow).toMatchObject({ item: { additionId: 'addition-1' } })
  })

  test('are in more parts where definitions are', () => {
    // Four items of a definition for each flow.
    const noise = Array.from({ length: 200_000 }, (_, index) => Math.sin(index).toString(36).slice(3, 12)).join('')
    const planned = plan(20, { steps: [{ id: 'a', component: 'log', settings: { noise } }], links: [], details: {} })

    if (!('after' in planned)) throw new Error('It is one transaction.')
    for (const part of planned.change) expect(part.length).toBeLessThanOrEqual(98)
  })

  test('are none without a request', () => {
    expect(plan(0)).toEqual({ change: [] })
  })
})

test.each<[Addition['status'], number, boolean]>([
  ['begun', 59, false],
  ['begun', 60, true],
  ['removed', 60, true],
  ['done', 600, false],
])('an addition that is %s is forsaken after %i seconds: %s', (status, seconds, isLeft) => {
  const addition = { tenant: 'default', id: 'a', version: 1, keys: [], begunAt: actor.at, status }
  const at = new Date(Date.parse(actor.at) + seconds * 1000).toISOString()

  expect(isForsaken(addition, at)).toBe(isLeft)
})

test('a flow that is not listed yet takes no change but that', () => {
  const flow = storedFlow({ additionId: 'addition-1' })

  for (const work of [
    () => updateFlow(flow, {}, actor),
    () => deleteFlow(flow, true, actor),
    () => refuseUnlisted(flow),
  ])
    expect(work).toThrow(expect.objectContaining({ code: 'version-conflict' }))
  expect(listAddedFlow(flow, actor.at).change).toMatchObject([
    { kind: 'update', set: { additionId: undefined, updatedAt: actor.at } },
  ])
})
