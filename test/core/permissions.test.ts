import { expect, test } from 'vitest'
import { permissionsOf, revokeAccessKey, type AccessKey } from '../../lib/core/users/access-key.ts'
import { deleteUser } from '../../lib/core/users/delete-user.ts'
import { excess, may, permissions, type Principal } from '../../lib/core/users/permissions.ts'
import type { User } from '../../lib/core/users/user.ts'

const principal = (tenant: string, ...granted: string[]): Principal => ({
  tenant,
  id: 'u',
  name: 'u',
  kind: 'user',
  permissions: granted,
})

test('a star is every permission of its own tenant, and other tenants only from the default one', () => {
  expect(permissions.filter((one) => may(principal('default', '*'), one))).toEqual([...permissions])
  expect(permissions.filter((one) => may(principal('acme', '*'), one))).toEqual(
    permissions.filter((one) => one !== 'tenants.manage'),
  )
  expect(may(principal('acme', 'tenants.manage'), 'tenants.manage')).toBe(false)
})

test('a permission is itself and no other', () => {
  for (const one of permissions)
    expect(permissions.filter((other) => may(principal('default', one), other))).toEqual([one])
})

test('what exceeds a giver is what it does not have', () => {
  expect(excess(principal('default', 'flows.read'), ['flows.read', 'flows.edit', '*'])).toEqual(['flows.edit', '*'])
  expect(excess(principal('acme', '*'), ['*', 'flows.edit'])).toEqual([])
})

const user = (name: string, ...granted: string[]): User => ({
  tenant: 'acme',
  name,
  id: name,
  version: 1,
  password: '',
  permissions: granted,
  createdAt: '',
  createdBy: '',
})
const key = (owner: User, ...granted: string[]): AccessKey => ({
  tenant: 'acme',
  accessKeyId: 'SLCE',
  version: 1,
  userName: owner.name,
  userId: owner.id,
  permissions: granted,
  createdAt: '',
  createdBy: '',
})
const outcome = (decide: () => readonly { kind: string }[]): string => {
  try {
    return decide()
      .map(({ kind }) => kind)
      .join(' ')
  } catch (error) {
    return (error as { code: string }).code
  }
}

const root = principal('acme', '*')
const clerk = principal('acme', 'users.manage', 'keys.manage', 'flows.read')
const [boss, deputy, reader, editor] = [
  user('boss', '*'),
  user('deputy', '*'),
  user('reader', 'flows.read'),
  user('editor', 'flows.edit'),
]

test.each([
  ['a lesser user', reader, clerk, undefined, 'delete create'],
  ['a user who may do something else', editor, clerk, undefined, 'permission-missing'],
  ['an administrator, by one who is none', boss, clerk, deputy, 'permission-missing'],
  ['an administrator, while another is there', boss, root, deputy, 'delete create check'],
  ['the last administrator', boss, root, undefined, 'user-is-last-administrator'],
  ['an administrator whose successor is none any more', boss, root, reader, 'user-is-last-administrator'],
  ['an administrator who would succeed themselves', boss, root, boss, 'user-is-last-administrator'],
  [
    'a user with a permission that is worth nothing in the tenant',
    user('odd', 'tenants.manage'),
    clerk,
    undefined,
    'delete create',
  ],
  ['oneself', user('u', 'flows.read'), clerk, undefined, 'user-is-caller'],
])('deleting %s', (_whom, whom, by, successor, expected) => {
  expect(outcome(() => deleteUser(whom, by, { successor }).change)).toBe(expected)
})

test.each([
  ['a lesser key', key(editor, 'flows.read'), editor, clerk, 'delete'],
  ['a mightier one', key(editor, 'flows.edit'), editor, clerk, 'permission-missing'],
  ['one that is worth all its user may do', key(editor, '*'), editor, clerk, 'permission-missing'],
  ['one given more than its user has now', key(reader, 'flows.edit'), reader, clerk, 'delete'],
  ['one whose user is gone', key(boss, '*'), undefined, clerk, 'delete'],
  ['one of a former user of the name', key(boss, '*'), { ...boss, id: 'new' }, clerk, 'delete'],
])('revoking %s', (_what, what, owner, by, expected) => {
  expect(outcome(() => revokeAccessKey(what, owner, by).change)).toBe(expected)
})

test('a key is worth what it was given, as far as its user may do that', () => {
  expect(permissionsOf(key(reader, 'flows.read', 'flows.edit'), reader)).toEqual(['flows.read'])
  expect(permissionsOf(key(boss, 'flows.edit'), boss)).toEqual(['flows.edit'])
  expect(permissionsOf(key(boss, '*'), boss)).toEqual(['*'])
})
