import { permissionsOfToken } from '#core/agents/agent.ts'
import { refuseGiving } from '#core/users/permissions.ts'
import { enrolmentText } from '#runtime/credentials/agent-credentials.ts'
import { hashSecret, newSecret } from '#runtime/credentials/random-secrets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { EnrolmentTokenView, enrolmentTokenView } from './_dialect/views/enrolment-token.ts'

/**
 * Creates an enrolment token for runtimes, with an expiry and a number of uses; it can register them as servers at
 * once, which takes `servers.edit`. The token is returned only once.
 */
export default operation({
  name: 'CreateEnrolmentToken',
  route: 'POST /enrolment-tokens',
  example: {
    request: { maxUses: 3, expiresInSeconds: 600, autoRegister: true },
    answer: {
      id: '019caddfd08073c0a4e5f2b6',
      autoRegister: true,
      maxUses: 3,
      uses: 0,
      createdAt: '2026-03-02T09:30:00.000Z',
      createdBy: 'owner',
      expiresAt: '2026-03-02T09:40:00.000Z',
      token: 'sle.019caddfd08073c0a4e5f2b6.EXAMPLE',
    },
  },
  permission: 'enrolment.manage',
  input: t.strictObject({
    expiresInSeconds: t.optional(t.int().check(t.minimum(60), t.maximum(365 * 24 * 60 * 60))),
    maxUses: t.optional(t.int().check(t.minimum(1), t.maximum(100_000))),
    autoRegister: t.optional(t.boolean()),
  }),
  answersSecret: true,
  output: t.extend(EnrolmentTokenView, { token: t.string() }),
  status: 201,
  fails: [],
  effects: { creates: ['enrolment-token'] },
  async run({ expiresInSeconds = 3600, maxUses = 1, autoRegister = false }, { caller, at, newId, commit }) {
    refuseGiving(caller, permissionsOfToken({ autoRegister }))
    const secret = newSecret()
    const item = {
      tenant: caller.tenant,
      id: newId(),
      secretHash: hashSecret(secret),
      autoRegister,
      maxUses,
      createdAt: at,
      createdBy: caller.name,
      expiresAt: Math.floor(Date.parse(at) / 1000) + expiresInSeconds,
    }
    return commit(
      [{ kind: 'create', entity: 'enrolment-token', item, taken: 'version-conflict', message: 'The id is taken.' }],
      { ...enrolmentTokenView(item, 0), token: enrolmentText(item.id, secret) },
    )
  },
})
