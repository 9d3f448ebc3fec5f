import { DomainError } from '#core/errors.ts'
import { credentialsMissing, type Authenticator } from '../../entries/http.ts'

/** The gateway's authorizer has found out who calls, or why nobody does (credentials/authorizer.ts). */
export default ((_operation, { env }) =>
  async ({ requestContext }) => {
    const authorized = requestContext.authorizer?.lambda
    if (!authorized) throw credentialsMissing()
    if ('refused' in authorized) {
      const { code, message, retryAfterSeconds } = authorized.refused
      throw new DomainError(code, message, { retryAfterSeconds })
    }
    return { caller: authorized.principal, region: env.region }
  }) satisfies Authenticator
