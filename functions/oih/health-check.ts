import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

const pass = { status: 'pass' } as const
const fail = { status: 'fail' } as const

/** Returns whether the control plane answers and reaches its table, in the words of the hub's services. */
export default operation({
  name: 'HealthCheck',
  route: 'GET /healthcheck',
  example: {
    request: {},
    answer: { status: 'pass', version: '1', details: { mongoDB: { status: 'pass' }, queue: { status: 'pass' } } },
  },
  permission: 'public',
  rate: { perSecond: 50, burst: 100 },
  input: t.object({}),
  output: t.object({
    status: t.string(),
    version: t.string(),
    details: t.object({ mongoDB: t.object({ status: t.string() }), queue: t.object({ status: t.string() }) }),
  }),
  fails: [],
  effects: { reads: ['tally'] },
  async run(_input, { read }) {
    try {
      await read.tally('tenant-flow')
      return { status: 'pass', version: '1', details: { mongoDB: pass, queue: pass } }
    } catch {
      return new Reply({ status: 'fail', version: '1', details: { mongoDB: fail, queue: pass } }, {}, 500)
    }
  },
})
