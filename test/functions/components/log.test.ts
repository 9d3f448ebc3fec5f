import { Console } from 'node:console'
import { expect, onTestFinished, test, vi } from 'vitest'
import log from '../../../functions/components/log.ts'
import { run, runComponent } from '../../_harness/components.ts'

let loggers = 0

/** What the component writes for a message, and what it answers. */
async function logged(payload: unknown, settings = {}, options = {}) {
  const written = vi.spyOn(Console.prototype, 'info').mockImplementation(() => undefined)
  const plain = vi.spyOn(console, 'info').mockImplementation(() => undefined)
  onTestFinished(() => {
    written.mockRestore()
    plain.mockRestore()
  })
  const result = await runComponent(log, payload, settings, {
    ...options,
    env: { logLevel: 'WARN', metricsNamespace: `${loggers++}` },
  })
  const lines = [...written.mock.calls, ...plain.mock.calls].map(([line]) => String(line))
  return { result, line: lines.at(-1) ?? '' }
}

test('a message is written at the level INFO with what it belongs to, however little is logged otherwise, and passed on', async () => {
  const { result, line } = await logged({ total: 5 }, { text: 'Order received.' })

  expect(result).toEqual({ messages: [{ total: 5 }] })
  expect(JSON.parse(line)).toMatchObject({
    level: 'INFO',
    message: 'step',
    step: {
      tenant: 'acme',
      runId: run.id,
      flowId: run.flowId,
      stepId: 'step-1',
      messageId: 'message-1',
      text: 'Order received.',
      message: { total: 5 },
    },
  })
})

test('of a large message the first 10 kB are written, whole characters only, and all of it is passed on', async () => {
  const payload = { text: 'ä'.repeat(100_000) }
  const { result, line } = await logged(payload)

  expect(result).toEqual({ messages: [payload] })
  expect(Buffer.byteLength(line)).toBeLessThan(11 * 1024)
  const { step } = JSON.parse(line) as { step: { message: string; isCut: boolean } }
  expect(step.isCut).toBe(true)
  expect(step.message).toMatch(/^\{"text":"ä+$/)
})

test('a message cannot pass for an entry of ours, and nothing of a credential is written', async () => {
  const { line } = await logged(
    { level: 'ERROR', message: 'fault', runId: 'other', text: 'a\n{"level":"ERROR"}' },
    {},
    { credential: { password: 'canary' } },
  )

  expect(line.split('\n')).toHaveLength(1)
  expect(JSON.parse(line)).toMatchObject({ level: 'INFO', message: 'step', step: { runId: run.id } })
  expect(line).not.toContain('canary')
})
