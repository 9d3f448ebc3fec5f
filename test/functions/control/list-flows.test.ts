import { expect, test } from 'vitest'
import { runnableFlow } from '../../_harness/flow-items.ts'
import { log } from '../../_harness/runnable-flows.ts'
import { startWithFlows } from '../../_harness/flows-of-two-dialects.ts'

const { app, control, labelled, newId } = await startWithFlows()

test('lists flows whichever dialect made them, oldest first, a page at a time', async () => {
  const first = await control('GET', '/flows?maxResults=2')
  const rest = await control('GET', `/flows?maxResults=2&nextToken=${first.json.nextToken as string}`)

  expect(first.json.flows).toMatchObject([
    { handle: 'named', label: 'named', madeBy: 'appflow', status: 'draft', triggerKind: 'event' },
    { handle: labelled.handle, label: 'A to B', madeBy: 'oih', id: labelled.id },
  ])
  expect(rest.json).toMatchObject({ flows: [{ handle: 'on-demand', status: 'active' }] })
  expect(rest.json).not.toHaveProperty('nextToken')
})

test('shows the newest run of each flow that has one', async () => {
  const flow = await app.makeFlow({ ...runnableFlow('With runs', [log()]), id: newId() })
  await control('POST', `/flows/${flow.handle}/runs`, {})
  const { json: newest } = await control('POST', `/flows/${flow.handle}/runs`, {})
  await app.settled()

  const { flows } = (await control('GET', '/flows')).json as { flows: { id: string; lastRun?: object }[] }

  expect(flows.filter(({ lastRun }) => lastRun)).toMatchObject([
    { id: flow.id, lastRun: { id: newest.id, status: 'succeeded', endedAt: expect.any(String) } },
  ])
})

test('lists those that fit everything that is asked for, a page at a time', async () => {
  const handles = async (query: string) => {
    const { json } = await control('GET', `/flows?${query}`)
    return (json.flows as { handle: string }[]).map(({ handle }) => handle)
  }

  expect(await handles('madeBy=oih&triggerKind=webhook')).toEqual([])
  expect(await handles('madeBy=appflow&status=draft')).toEqual(['named'])
  const first = await control('GET', '/flows?status=active&maxResults=1')
  const rest = await control('GET', `/flows?status=active&nextToken=${first.json.nextToken as string}`)
  expect([...first.json.flows, ...rest.json.flows].map(({ status }) => status)).toEqual(['active', 'active'])
  expect((await control('GET', '/flows?status=odd')).status).toBe(400)
})
