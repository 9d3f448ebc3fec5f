import { operation } from '../../functions/control/_dialect/dialect.ts'
import type { Dialect } from '../../lib/runtime/dialect.ts'
import * as t from '../../lib/runtime/schema.ts'

/** What must not compile: each marked line is an error, or the compiler says that it is none. */
const common = {
  route: 'POST /x',
  example: { request: {}, answer: {} },
  permission: 'any',
  input: t.object({}),
  output: t.object({}),
  fails: [],
} as const

export const undeclared = operation({
  ...common,
  name: 'Undeclared',
  effects: { reads: ['user'] },
  async run(_input, { read, list, move, commit, secret }) {
    await read.user('alice')
    // @ts-expect-error -- flows are not read
    await read.flow('nightly')
    // @ts-expect-error -- nothing is listed
    await list.user({ limit: 1 })
    // @ts-expect-error -- nothing is moved
    await move.flow('nightly', 'stop', () => ({}))
    // @ts-expect-error -- no secret is read
    await secret('master-key')
    // @ts-expect-error -- nothing is written
    return commit([{ kind: 'delete', entity: 'user', before: {} as never }], {})
  },
})

export const causing = operation({
  ...common,
  name: 'Causing',
  // @ts-expect-error -- an operation publishes nothing
  effects: { publishes: true },
  run: async () => ({}),
})

export const unlike = operation({
  ...common,
  name: 'Unlike',
  input: t.object({ name: t.string() }),
  // @ts-expect-error -- an example is of the operation's input
  example: { request: { name: 1 }, answer: {} },
  effects: {},
  run: async () => ({}),
})

// @ts-expect-error -- a dialect renders every error
export const errors: Dialect['errors'] = { busy: { status: 503, name: 'Busy' } }
