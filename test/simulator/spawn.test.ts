import { afterAll, expect, test } from 'vitest'
import { spawnRuntimes } from '../../lib/simulator/spawn.ts'
import { enrolmentToken } from '../_harness/agents.ts'
import { administrator, startTestApp } from '../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test('a runtime that ends by itself is told of with its name and how; one that was asked to end is not', async () => {
  const told: string[] = []
  const heard = Promise.withResolvers<void>()
  const onEnd = (sentence: string) => {
    told.push(sentence)
    heard.resolve()
  }
  const token = await enrolmentToken(app, administrator)
  const [first, second] = await spawnRuntimes({
    count: 2,
    url: app.url,
    token,
    applications: [],
    onEnd,
    env: process.env,
  })

  await first?.stop()
  process.kill(second?.pid ?? 0, 'SIGKILL')
  await heard.promise

  expect(told).toEqual(['Simulated runtime mule-2 ended by itself, by SIGKILL.'])
})
