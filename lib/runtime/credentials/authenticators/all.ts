import type { Authentication } from '../../declarations/dialect.ts'
import type { Authenticator } from '../../entries/http.ts'
import agent from './agent.ts'
import authorizer from './authorizer.ts'
import flow from './flow.ts'
import session from './session.ts'
import sigv4 from './sigv4.ts'

/** What each way to authenticate is done by, for one machine. A bundle has its operation's alone. */
export const authenticators: Readonly<Record<Authentication, Authenticator>> = {
  agent,
  authorizer,
  session,
  sigv4,
  flow,
}
