import { secretsOf } from '../../capabilities/secrets.ts'
import type { Authenticator } from '../../entries/http.ts'
import { accessKeys } from '../access-keys.ts'
import { verifySignature } from '../sigv4.ts'

/** Callers of a dialect that speaks as AWS does sign with their access key. It keeps the keys it has seen for a minute. */
export default ((operation, services) => {
  const lookUp = accessKeys({ ...services, secret: secretsOf(services.env) })
  return async (_event, request) => {
    const { principal, region } = await verifySignature(request, operation.dialect.name, services.now(), lookUp)
    return { caller: principal, region }
  }
}) satisfies Authenticator
