import { describe, expect, test } from 'vitest'
import { trimmedMetrics, maxMetricsBytes, type FlowMetrics } from '../../lib/core/servers/metrics.ts'

const flow = (routed = 0): FlowMetrics => ({
  asyncEvents: 1,
  syncEvents: 2,
  processedEvents: 3,
  executionErrors: 0,
  fatalErrors: 0,
  totalMs: 1_000_000,
  minMs: 1,
  maxMs: 500,
  routed: Object.fromEntries(Array.from({ length: routed }, (_, index) => [`endpoint.http.${index}`, index])),
})
const application = (flows: number, routed = 0) =>
  Object.fromEntries(Array.from({ length: flows }, (_, index) => [`flow-${index}`, flow(routed)]))
const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

describe('metrics of a server', () => {
  test('are kept as they are while an item holds them', () => {
    const few = { orders: application(50, 10) }
    expect(trimmedMetrics(few)).toBe(few)
  })

  test('lose the messages by endpoint first', () => {
    const fitted = trimmedMetrics({ orders: application(1000, 50) })
    expect(Object.keys(fitted.orders ?? {})).toHaveLength(1000)
    expect(fitted.orders?.['flow-999']).toEqual(flow())
  })

  test('are kept of applications and flows named like members of every object', () => {
    const fitted = trimmedMetrics({ constructor: { toString: flow() }, orders: application(1000, 50) })
    expect(Object.keys(fitted)).toEqual(['constructor', 'orders'])
    expect(fitted.constructor).toEqual({ toString: flow() })
    expect(Object.hasOwn(Object, 'toString')).toBe(false)
  })

  test('then flows from the end, and always fit', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`äpp-${index}`, application(1000, 2)]))
    const fitted = trimmedMetrics(many)
    const size = sizeOf(fitted)
    expect(size).toBeLessThanOrEqual(maxMetricsBytes)
    expect(size).toBeGreaterThan(maxMetricsBytes - 2000)
    expect(fitted['äpp-0']?.['flow-999']).toEqual(flow())
    expect(fitted['äpp-8']).toBeUndefined()
  })
})
