import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

/** Answers connection tests, which call the context path alone and expect 200. */
export default operation({
  name: 'TestConnection',
  route: 'GET /api',
  example: { request: {}, answer: { name: 'Sluice' } },
  permission: 'public',
  input: t.object({}),
  output: t.object({ name: t.string() }),
  fails: [],
  effects: {},
  run: () => Promise.resolve({ name: 'Sluice' }),
})
