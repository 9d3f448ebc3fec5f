/** Figures of one flow since its runtime started; times in milliseconds. */
export interface FlowFigures {
  asyncEvents: number
  syncEvents: number
  processedEvents: number
  executionErrors: number
  fatalErrors: number
  totalMs: number
  minMs: number
  maxMs: number
  /** Messages routed, by endpoint id. */
  routed: Record<string, number>
}

/** A server's figures, by application and flow. They move all the time: kept beside the leases, outside the stream. */
export interface ServerFigures {
  tenant: string
  serverId: string
  at: string
  applications: Record<string, Record<string, FlowFigures>>
}
