import { expect, onTestFinished, test } from 'vitest'
import { administrator, startTestApp } from '../_harness/app.ts'
import { namedFlow } from '../_harness/flow-items.ts'

async function startWatched() {
  const app = await startTestApp()
  onTestFinished(() => app.stop())
  const token = await app.tokenFor(administrator)
  await app.makeFlow(namedFlow('watched', 'a'.repeat(24)))
  const get = (headers = {}) => app.request('GET', '/v1/flows/watched', { token, headers })
  const etag = (await get()).headers.get('etag') ?? ''
  return { app, token, get, watch: () => get({ 'if-none-match': etag, prefer: 'wait=25' }) }
}

test('who waits is told of a change, and keeps nobody else from their turn', async () => {
  const { app, token, get, watch } = await startWatched()
  const watchers = Array.from({ length: 100 }, watch)

  // More than may be worked on at once otherwise.
  expect((await get()).status).toBe(200)
  expect((await app.request('POST', '/v1/flows/watched/start', { token })).status).toBe(200)
  for (const { status, headers, json } of await Promise.all(watchers)) {
    expect([status, headers.get('preference-applied'), json.status]).toEqual([200, 'wait=25', 'active'])
  }
})

test('a product that is stopped does not wait for those who wait', async () => {
  const { app, get, watch } = await startWatched()
  const cutOff = watch().catch((error: Error) => error)
  expect((await get()).status).toBe(200)

  await app.stop()
  expect(await cutOff).toBeInstanceOf(Error)
})
