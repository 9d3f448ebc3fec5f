import { permissionsOfToken } from '#core/agents/agent.ts'
import { DomainError } from '#core/errors.ts'
import { refuseTaking } from '#core/users/permissions.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

/** Revokes an enrolment token at once; runtimes that have enrolled with it stay enrolled. */
export default operation({
  name: 'RevokeEnrolmentToken',
  route: 'DELETE /enrolment-tokens/{tokenId}',
  example: { request: { tokenId: '<tokenId>' }, answer: {} },
  permission: 'enrolment.manage',
  input: t.strictObject({ tokenId: t.string().check(t.maxLength(64)) }),
  output: t.object({}),
  fails: ['enrolment-token-not-found'],
  effects: { reads: ['enrolment-token'], deletes: ['enrolment-token'] },
  async run({ tokenId }, { caller, read, commit }) {
    const before = await read['enrolment-token'](tokenId)
    if (!before) throw new DomainError('enrolment-token-not-found', `There is no enrolment token ${tokenId}.`)
    refuseTaking(caller, { tenant: before.tenant, permissions: permissionsOfToken(before) })
    return commit([{ kind: 'delete', entity: 'enrolment-token', before }], {})
  },
})
