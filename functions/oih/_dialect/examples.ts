/** Parts of the examples of several operations, in the words of lib/runtime/declarations/example.ts. */
export const user = {
  _id: '019caddfb0007a0795e2c81d',
  id: '019caddfb0007a0795e2c81d',
  username: 'sam@example.com',
  status: 'ACTIVE',
  confirmed: true,
  roles: [],
  permissions: ['flows.read'],
  safeguard: { failedLoginAttempts: 0 },
  canLogin: true,
  createdAt: '2026-03-02T09:30:00.000Z',
  updatedAt: '2026-03-02T09:30:00.000Z',
} as const
