import { expect, test } from 'vitest'
import { excess, may, permissions, type Principal } from '../../lib/core/users/permissions.ts'

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
