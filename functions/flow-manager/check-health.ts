import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

/** Returns that the API answers. */
export default operation({
  name: 'CheckHealth',
  route: 'GET /health',
  example: { request: {}, answer: { status: 'ok' } },
  permission: 'public',
  rate: { perSecond: 50, burst: 100 },
  input: t.object({}),
  output: t.object({ status: t.string() }),
  fails: [],
  run: () => Promise.resolve({ status: 'ok' }),
})
