import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

/** Returns whether the control plane answers and reaches its table. */
export default operation({
  name: 'GetHealth',
  route: 'GET /health',
  example: { request: {}, answer: { status: 'ok', checkedAt: '2026-03-02T09:30:00.000Z' } },
  permission: 'public',
  rate: { perSecond: 50, burst: 100 },
  input: t.strictObject({}),
  output: t.object({ status: t.literal('ok'), checkedAt: t.string() }),
  fails: [],
  effects: { reads: ['tally'] },
  async run(_input, { read, at }) {
    await read.tally('flow')
    return { status: 'ok' as const, checkedAt: at }
  },
})
