/**
 * Counts a fault of ours in CloudWatch, which reads metrics in this form (embedded metric format) from a function's log.
 * One counter needs no library: Powertools' weighs 12 kB in every function (docs/decisions/0006).
 */
export function countFault(namespace: string, service: string): void {
  if (!namespace) return
  const metric = { Namespace: namespace, Dimensions: [['service']], Metrics: [{ Name: 'Fault', Unit: 'Count' }] }
  const record = { _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metric] }, service, Fault: 1 }
  // Not `console`: Lambda's writes a time and a request id before the line.
  process.stdout.write(`${JSON.stringify(record)}\n`)
}
