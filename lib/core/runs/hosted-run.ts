/** A run that a runtime is to begin and to report: an item in the server's partition until it has ended. */
export interface HostedRun {
  tenant: string
  serverId: string
  agentId: string
  runId: string
  flowId: string
  flowKey: string
  payload?: unknown
  /** The agent is not told of it any more after this. */
  notAfter: string
  /** When its agent said that it had begun: from then on it is told no more. */
  begunAt?: string
  /** Epoch seconds after which the table drops it. */
  expiresAt: number
}
