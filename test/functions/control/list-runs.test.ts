import { expect, test } from 'vitest'
import { delay, log, startForRuns, unregistered } from '../../_harness/runnable-flows.ts'

const { app, control, flowOf, begin } = await startForRuns()
const flow = await flowOf('Listed', log())
const failing = await flowOf('Failing', unregistered())
const waiting = await flowOf('Waiting', delay(3600))
const ids: string[] = []
for (const one of [flow, failing, waiting, flow, failing, flow]) ids.push((await begin(one)).id)
await app.settled()
const newestFirst = [...ids].reverse()

const idsOf = async (query: string) => {
  const { json } = await control('GET', `/runs${query}`)
  return (json.runs as { id: string }[]).map(({ id }) => id)
}

test('lists the tenant’s runs, newest first, a page at a time', async () => {
  const pages: string[][] = []
  let token = ''
  do {
    const { json } = await control('GET', `/runs?maxResults=4${token}`)
    pages.push((json.runs as { id: string }[]).map(({ id }) => id))
    token = json.nextToken ? `&nextToken=${json.nextToken as string}` : ''
  } while (token)

  expect(pages).toEqual([newestFirst.slice(0, 4), newestFirst.slice(4)])
})

test('lists those of a flow, by its handle or id, also when the flow is no more', async () => {
  const expected = [ids[5], ids[3], ids[0]]
  expect(await idsOf(`?flow=${flow.handle}`)).toEqual(expected)
  expect(await idsOf(`?flow=${flow.id}`)).toEqual(expected)
  expect((await control('GET', '/runs?flow=nowhere')).status).toBe(404)

  const gone = await flowOf('Gone', log())
  const { id } = await begin(gone)
  await app.settled()
  expect((await control('DELETE', `/flows/${gone.handle}?force=true`)).status).toBe(200)
  expect(await idsOf(`?flow=${gone.id}`)).toEqual([id])
  ids.push(id)
  newestFirst.unshift(id)
})

test('lists those with any of some statuses, of all flows or of one', async () => {
  expect(await idsOf('?status=failed')).toEqual([ids[4], ids[1]])
  expect(await idsOf('?status=failed&status=in-progress')).toEqual([ids[4], ids[2], ids[1]])
  expect(await idsOf('?status=cancelled')).toEqual([])
  expect(await idsOf(`?status=succeeded&flow=${flow.handle}&maxResults=2`)).toEqual([ids[5], ids[3]])
  expect(await idsOf(`?status=failed&flow=${flow.handle}`)).toEqual([])
  expect((await control('GET', '/runs?status=asleep')).status).toBe(400)
})

test('a page of a flow’s runs of one status leads to the next', async () => {
  const first = (await control('GET', `/runs?status=succeeded&flow=${flow.handle}&maxResults=2`)).json
  const rest = `/runs?status=succeeded&flow=${flow.handle}&maxResults=2&nextToken=${first.nextToken as string}`

  expect((await control('GET', rest)).json.runs).toMatchObject([{ id: ids[0] }])
})

test('lists those that began from one time on and before another', async () => {
  const { startedAt } = (await control('GET', `/runs/${ids[2]}`)).json as { startedAt: string }
  const from = encodeURIComponent(startedAt)
  const future = encodeURIComponent('2999-01-01T00:00:00+02:00')

  expect(await idsOf(`?from=${from}`)).toEqual(newestFirst.filter((id) => id >= (ids[2] ?? '')))
  expect(await idsOf(`?to=${from}`)).toEqual([ids[1], ids[0]])
  expect(await idsOf(`?from=${from}&to=${from}`)).toEqual([])
  expect(await idsOf(`?from=${future}`)).toEqual([])
  expect(await idsOf(`?flow=${flow.handle}&from=${from}&to=${future}`)).toEqual([ids[5], ids[3]])
  expect(await idsOf('?from=0001-01-01T00:00:00Z')).toEqual(newestFirst)
  expect((await control('GET', '/runs?from=yesterday')).status).toBe(400)
})

test('refuses a token that this list has not given out', async () => {
  expect((await control('GET', '/runs?nextToken=bm90aGluZw')).status).toBe(400)
})
