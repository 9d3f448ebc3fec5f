import type { Authenticator } from '../../entries/http.ts'
import { agentCaller } from '../agent-credentials.ts'

/** Agents send a credential of their own. */
export default ((operation, services) =>
  async (_event, { headers }) => ({
    caller: await agentCaller(headers.authorization, operation, services),
    region: services.env.region,
  })) satisfies Authenticator
