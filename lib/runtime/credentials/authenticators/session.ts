import type { Authenticator } from '../../entries/http.ts'
import { sessionCaller } from '../sessions.ts'

/** Callers send the token of a session, which is looked up each time. */
export default ((_operation, services) => async (_event, request) => ({
  caller: await sessionCaller(request, services),
  region: services.env.region,
})) satisfies Authenticator
