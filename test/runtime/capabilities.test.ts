import { onTestFinished, expect, test } from 'vitest'
import { operation } from '../../functions/control/_dialect/dialect.ts'
import { effectsPolicy } from '../../lib/inventory/effects-policy.ts'
import { capabilities } from '../../lib/runtime/capabilities/all.ts'
import type { Effects } from '../../lib/runtime/declarations/effects.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'
import {
  environment,
  ownCall,
  services,
  type Capability,
  type Environment,
} from '../../lib/runtime/invocation/context.ts'
import { contextOf, invokeOperation } from '../../lib/runtime/invocation/invoke-operation.ts'
import { filesIn, textOf } from '../_harness/imports.ts'

/** What a file of its own would export, with the effect and the members that it would add to the interfaces. */
const salutations: Capability = {
  name: 'salutations',
  isFor: (effects) => 'greets' in effects,
  grants: () => [
    { actions: ['sns:Publish'], on: 'deadLetters' },
    { action: 'dynamodb:GetItem', entities: ['user'] },
  ],
  variables: { salutation: 'SLUICE_SALUTATION' } as Capability['variables'],
  context: ({ call, services: { env } }) => ({
    greet: (name: string) =>
      `${(env as Environment & { salutation: string }).salutation} ${call.caller.tenant}/${name}`,
  }),
}
const greets: Effects = Object.assign({} as Effects, { greets: true })
const withSalutations = [...capabilities, salutations]

const greet = operation({
  name: 'Greet',
  route: 'GET /greetings/{name}',
  example: { request: { name: 'ann' }, answer: { greeting: 'Hello acme/ann' } },
  permission: 'authenticated',
  input: t.object({ name: t.string() }),
  output: t.object({ greeting: t.string() }),
  fails: [],
  effects: greets,
  run: async ({ name }, context) => ({
    greeting: (context as unknown as { greet: (name: string) => string }).greet(name),
  }),
})

const shared = (all: readonly Capability[]) => services(environment(all), all)

test('a capability in the list gives its members, and is told what it needs by the environment', async () => {
  process.env.SLUICE_SALUTATION = 'Hello'
  onTestFinished(() => {
    delete process.env.SLUICE_SALUTATION
  })
  const own = shared(withSalutations)

  expect(await invokeOperation(greet, { name: 'ann' }, ownCall('Test', 'acme', 'r-1', own), own)).toEqual({
    greeting: 'Hello acme/ann',
  })
})

test('a capability in the list adds what it takes to the policies of the functions that declare it, and to no others', () => {
  const policy = (effects: Effects) => effectsPolicy(effects, (resource) => resource, withSalutations)

  expect(policy(greets)).toEqual([
    {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem'],
      Resource: 'table',
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': expect.any(Array) } },
    },
    { Effect: 'Allow', Action: ['sns:Publish'], Resource: 'deadLetters' },
  ])
  expect(policy({ lists: ['user'] })).toEqual(effectsPolicy({ lists: ['user'] }, (resource) => resource))
})

test('a context has the members of its own effects and no others', () => {
  const own = shared(withSalutations)
  const membersOf = (effects: Effects) =>
    Object.keys(contextOf({ effects, uses: {} }, ownCall('Test', 'acme', 'r-1', own), own))
  const always = membersOf({})

  const added = (effects: Effects) => membersOf(effects).filter((one) => !always.includes(one))
  expect(added(greets)).toEqual(['greet'])
  expect(added({ moves: ['flow'], secrets: [] })).toEqual(['move'])
  expect(added({ reads: ['flow'], creates: ['flow'] })).toEqual(['read', 'readMany', 'list', 'commit', 'findFlow'])
  expect(always).not.toContain('commit')
})

test('every capability is in the list, under the name of its file', () => {
  const files = filesIn('lib/runtime/capabilities').filter((file) => textOf(file).includes('satisfies Capability'))
  const named = capabilities.map(({ name }) => `lib/runtime/capabilities/${name}.ts`)

  expect(named.sort()).toEqual(files.sort())
})
