import { jsonBytes } from '../json-bytes.ts'

/** Metrics of one flow since its runtime started; times in milliseconds. */
export interface FlowMetrics {
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

/** A server's metrics, by application and flow. They move all the time: kept beside the leases, outside the stream. */
export interface ServerMetrics {
  tenant: string
  serverId: string
  at: string
  applications: Record<string, Record<string, FlowMetrics>>
}

/** What an item may hold of them: DynamoDB takes 400 kB with all names and keys. */
export const maxMetricsBytes = 350_000

type Metrics = ServerMetrics['applications']

/**
 * As many metrics as an item holds. Where they are more, the messages by endpoint are left out first; then whole flows,
 * the last of the report first. They are metrics to look at, and come again with the next report.
 */
export function trimmedMetrics(applications: Metrics, mostBytes = maxMetricsBytes): Metrics {
  if (jsonBytes(applications) <= mostBytes) return applications
  let room = mostBytes
  return Object.fromEntries(
    Object.entries(applications).flatMap(([name, flows]) => {
      room -= jsonBytes(name) + 4
      const kept = Object.entries(flows).flatMap(([flow, metrics]) => {
        const bare = { ...metrics, routed: {} }
        room -= jsonBytes(flow) + jsonBytes(bare) + 2
        return room < 0 ? [] : [[flow, bare] as const]
      })
      return kept.length > 0 ? [[name, Object.fromEntries(kept)] as const] : []
    }),
  )
}
