import { expect, test } from 'vitest'
import { mayCallWebhook, webhookAccess } from '../../../lib/core/hub/webhook-access.ts'
import type { Principal } from '../../../lib/core/users/permissions.ts'

test.each([
  undefined,
  null,
  'text',
  {},
  { webhooks: [] },
  { webhooks: { requireWebhookAuth: false, hmacAuthSecret: 'x' } },
])('a flow whose settings are %j asks nothing of callers', (settings) =>
  expect(webhookAccess(settings)).toEqual({ kind: 'anybody' }),
)

test.each([true, 'yes', 1])('a flow that asks with %j is not open', (requireWebhookAuth) =>
  expect(webhookAccess({ webhooks: { requireWebhookAuth } })).toEqual({
    kind: 'credentials',
    isForOrganisation: false,
  }),
)

test('a secret asks for a signature, in the usual header and way unless others are named', () => {
  const asks = (more: object) =>
    webhookAccess({ webhooks: { requireWebhookAuth: true, hmacAuthSecret: 'id', ...more } })

  expect(asks({})).toEqual({ kind: 'signature', secretId: 'id', header: 'x-hmac', algorithm: 'sha256' })
  expect(asks({ hmacHeaderKey: 'X-Sig', hmacAlgorithm: 'sha512' })).toMatchObject({
    header: 'x-sig',
    algorithm: 'sha512',
  })
  expect(asks({ hmacAuthSecret: { odd: 1 } })).toMatchObject({ kind: 'signature', secretId: undefined })
})

const caller = (more: Partial<Principal>): Principal => ({
  tenant: 'default',
  id: 'ann',
  userId: 'ann',
  name: 'ann',
  kind: 'user',
  permissions: ['webhooks.execute'],
  ...more,
})
const organisation = 'acme'
const admin = ['webhooks.execute', 'tenant.all']
const owner = (id: string, type: string) => ({ owners: [{ id, type }] })

test.each<[string, Partial<Principal>, Parameters<typeof mayCallWebhook>[1], { closed: boolean; open: boolean }]>([
  ['an owner', {}, owner('ann', 'User'), { closed: true, open: true }],
  ['an owner who may not', { permissions: ['flows.read'] }, owner('ann', 'user'), { closed: false, open: false }],
  ['an administrator', { permissions: ['*'] }, owner('bob', 'user'), { closed: true, open: true }],
  ['anybody else', {}, owner('bob', 'user'), { closed: false, open: false }],
  ['one whose id an organisation has', {}, owner('ann', 'tenant'), { closed: false, open: false }],
  ['one of the organisation that owns', { organisation }, owner('acme', 'TENANT'), { closed: false, open: true }],
  ['its admin', { organisation, permissions: admin }, owner('acme', 'tenant'), { closed: true, open: true }],
  [
    'its admin who may not',
    { organisation, permissions: ['tenant.all'] },
    owner('acme', 'tenant'),
    { closed: false, open: false },
  ],
  ['one of the flow’s organisation', { organisation }, { owners: [], tenant: 'acme' }, { closed: false, open: true }],
  [
    'the admin of another',
    { organisation: 'other', permissions: admin },
    owner('acme', 'tenant'),
    { closed: false, open: false },
  ],
  ['one of none', {}, { owners: [] }, { closed: false, open: false }],
])('%s calls it or not, by whether all of the organisation may', (_who, who, flow, { closed, open }) => {
  expect(mayCallWebhook(caller(who), flow, { isForOrganisation: false })).toBe(closed)
  expect(mayCallWebhook(caller(who), flow, { isForOrganisation: true })).toBe(open)
})
