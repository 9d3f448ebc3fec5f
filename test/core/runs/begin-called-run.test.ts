import { expect, test } from 'vitest'
import { beginCalledRun } from '../../../lib/core/runs/begin-called-run.ts'
import { hashOfId, runBegunAs, type RunAlias } from '../../../lib/core/runs/run-alias.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

const at = '2026-01-01T00:00:00.000Z'
const day = 86_400
const flow = storedFlow({ status: 'active', madeBy: 'oih' })
const run = {
  id: '019b76da-a800-7000-8000-000000000001',
  externalId: 'order|17',
  trigger: { kind: 'webhook', at, by: 'webhook' },
  first: [{ stepId: 'one', queue: 'steps' }],
} as const
const alias: RunAlias = {
  tenant: 'default',
  idHash: hashOfId('order|17'),
  flowId: flow.id,
  version: 3,
  runId: 'former',
  expiresAt: Date.parse(at) / 1000,
}

test('a run begins together with the record of its caller’s id, only while the flow is as it was read', () => {
  const { after, change } = beginCalledRun(flow, undefined, run)

  expect(after).toMatchObject({ externalId: 'order|17', trigger: { kind: 'webhook' } })
  expect(change.map(({ kind, entity }) => `${kind} ${entity}`)).toEqual([
    'check flow',
    'create run',
    'create message',
    'create run-alias',
  ])
  expect(change.at(-1)).toMatchObject({
    item: { idHash: hashOfId('order|17'), runId: run.id, expiresAt: Date.parse(at) / 1000 + 90 * day },
    taken: 'version-conflict',
  })
})

test('an id is known for 90 days, whether or not the table has dropped it', () => {
  expect(runBegunAs({ ...alias, expiresAt: alias.expiresAt + 1 }, at)).toBe('former')
  expect(runBegunAs(alias, at)).toBeUndefined()
  expect(runBegunAs(undefined, at)).toBeUndefined()
  expect(beginCalledRun(flow, alias, run).change.at(-1)).toMatchObject({
    kind: 'update',
    before: { version: 3 },
    set: { runId: run.id },
  })
})

test('a flow that is not active is not begun', () => {
  expect(() => beginCalledRun({ ...flow, status: 'stopping' }, undefined, run)).toThrow(
    expect.objectContaining({ code: 'flow-not-active' }),
  )
})
