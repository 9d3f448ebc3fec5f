import { family, operation } from '../../functions/control/_dialect/dialect.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'
import { useCase } from '../../lib/runtime/declarations/use-case.ts'

/** What must not compile: each marked line is an error, or the compiler says that it is none. */
const common = {
  route: 'POST /x',
  example: { request: {}, answer: {} },
  permission: 'authenticated',
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

export const findUser = useCase({
  effects: { reads: ['user'] },
  async run({ read }, name: string) {
    // @ts-expect-error -- flows are not read
    await read.flow('nightly')
    return read.user(name)
  },
})

export const signalling = useCase({
  // @ts-expect-error -- nor does a use case publish
  effects: { publishes: true },
  run: async () => ({}),
})

export const using = operation({
  ...common,
  name: 'Using',
  effects: { lists: ['user'] },
  uses: { findUser },
  async run(_input, { read, list, use }) {
    await list.user({ limit: 1 })
    await read.user('alice')
    await use.findUser('alice')
    // @ts-expect-error -- neither it nor its use case reads flows
    await read.flow('nightly')
    // @ts-expect-error -- a name is text
    await use.findUser(1)
    // @ts-expect-error -- a use case it does not name
    await use.findFlow('nightly')
    return {}
  },
})

const command = family({
  input: t.object({ name: t.string() }),
  output: t.object({}),
  fails: [],
  effects: { reads: ['user'] },
  async run({ name }, { read }, action: 'lock' | 'unlock') {
    await read.user(name)
    // @ts-expect-error -- flows are not read
    await read.flow(action)
    return {}
  },
})

export const member = command.operation({
  name: 'Member',
  route: 'POST /x',
  example: { request: { name: 'alice' }, answer: {} },
  permission: 'authenticated',
  // @ts-expect-error -- no action of the family
  action: 'delete',
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
