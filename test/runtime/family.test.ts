import { expect, test } from 'vitest'
import { family } from '../../functions/control/_dialect/dialect.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'
import { useCase } from '../../lib/runtime/declarations/use-case.ts'

const findUser = useCase({ effects: { reads: ['user'] }, run: ({ read }, name: string) => read.user(name) })

const command = family({
  input: t.object({ name: t.string() }),
  output: t.object({ done: t.string() }),
  errors: { 'user-not-found': { status: 500, name: 'Gone' }, throttled: { status: 500, name: 'Busy' } },
  fails: ['user-not-found'],
  effects: { updates: ['user'] },
  uses: { findUser },
  run: ({ name }, _context, action: 'lock' | 'unlock') => Promise.resolve({ done: `${action} ${name}` }),
})

const lock = command.operation({
  name: 'LockUser',
  route: 'POST /users/{name}/lock',
  example: { request: { name: 'ann' }, answer: { done: 'lock ann' } },
  aliases: ['PUT /users/{name}/lock'],
  permission: 'users.manage',
  errors: { throttled: { status: 429, name: 'TooMany' } },
  fails: ['user-is-caller'],
  action: 'lock',
})

test('a member is an operation of its family’s declaration, with what it says of itself', () => {
  expect(lock).toMatchObject({
    kind: 'operation',
    name: 'LockUser',
    route: 'POST /users/{name}/lock',
    aliases: ['PUT /users/{name}/lock'],
    permission: 'users.manage',
    effects: { updates: ['user'], reads: ['user'] },
  })
  expect(lock).not.toHaveProperty('action')
})

test('what a member says of errors and refusals adds to its family’s, and wins', () => {
  expect(lock.errors).toEqual({
    'user-not-found': { status: 500, name: 'Gone' },
    throttled: { status: 429, name: 'TooMany' },
  })
  expect(lock.fails).toEqual(['user-not-found', 'user-is-caller'])
})

test('the code of a family is told which of its operations is called', async () => {
  expect(await lock.run({ name: 'ann' } as never, {} as never)).toEqual({ done: 'lock ann' })
})
