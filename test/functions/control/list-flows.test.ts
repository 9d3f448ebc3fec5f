import { expect, test } from 'vitest'
import { startWithFlows } from '../../_harness/flows-of-two-dialects.ts'

const { control, labelled } = await startWithFlows()

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
