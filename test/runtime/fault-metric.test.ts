import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DomainError } from '../../lib/core/errors.ts'
import { InvocationFailed } from '../../lib/runtime/entries/direct.ts'
import type { Environment } from '../../lib/runtime/invocation/context.ts'
import { withMiddleware } from '../../lib/runtime/invocation/lambda.ts'

let written: string[] = []
beforeEach(() => {
  written = []
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0)
})
afterEach(() => vi.restoreAllMocks())

/** What an invocation writes that throws an error, in an installation whose metrics have a namespace. */
async function writtenFor(error: Error, metricsNamespace = 'acme-sluice'): Promise<string[]> {
  const env = { logLevel: 'SILENT', metricsNamespace } as Environment
  const handler = withMiddleware('appflow-StopFlow', env, () => () => Promise.reject(error))
  await expect(handler({}, { awsRequestId: 'r-1' } as never)).rejects.toThrow(error.message)
  return written
}

describe('an error nobody expected', () => {
  test('is counted by CloudWatch as one fault of its dialect: one line of the embedded metric format', async () => {
    const before = Date.now()
    const [line = '', ...others] = await writtenFor(new Error('boom'))
    expect(others).toEqual([])
    expect(line).toMatch(/^\{.*\}\n$/)
    const record = JSON.parse(line) as { _aws: { Timestamp: number } }
    expect(record).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          { Namespace: 'acme-sluice', Dimensions: [['service']], Metrics: [{ Name: 'Fault', Unit: 'Count' }] },
        ],
      },
      service: 'appflow',
      Fault: 1,
    })
    expect(record._aws.Timestamp).toBeGreaterThanOrEqual(before)
  })

  test('is not counted where nothing reads metrics', async () => {
    expect(await writtenFor(new Error('boom'), '')).toEqual([])
  })
})

test('a refusal is no fault', async () => {
  const refusal = new InvocationFailed(
    'ResourceNotFoundException',
    new DomainError('agent-not-found', 'There is none.'),
  )
  expect(await writtenFor(refusal)).toEqual([])
})
