import { beforeEach, expect, test } from 'vitest'
import { namedFlow } from '../../_harness/flow-items.ts'
import { startWithFlows } from '../../_harness/flows-of-two-dialects.ts'

const { app, control, named, labelled, onDemand, newId } = await startWithFlows()
const command = (body: object) => control('POST', '/flows/commands', body)
beforeEach(async () => {
  await command({ command: 'stop', flows: [named.handle, labelled.handle] })
})

test('each flow has an outcome of its own, in the order given, named twice once', async () => {
  await command({ command: 'start', flows: ['named'] })

  const flows = ['named', labelled.id, 'on-demand', 'nowhere', 'named']
  const { json } = await command({ command: 'start', flows })

  expect(json.outcomes).toMatchObject([
    { flow: 'named', outcome: 'unchanged', status: 'active' },
    { flow: labelled.id, outcome: 'changed', status: 'active' },
    { flow: 'on-demand', outcome: 'refused', error: { code: 'flow-on-demand' } },
    { flow: 'nowhere', outcome: 'refused', error: { code: 'flow-not-found' } },
  ])
})

test('a dry run says the same and changes nothing', async () => {
  const flows = ['named', labelled.handle, onDemand.handle, 'nowhere']
  const versionOf = async () => (await control('GET', '/flows/named')).json.version as number
  const before = await versionOf()

  const dry = await command({ command: 'start', flows, dryRun: true })
  expect(await versionOf()).toBe(before)
  const real = await command({ command: 'start', flows })

  const outcomes = ({ json }: typeof dry) =>
    (json.outcomes as { flow: string; outcome: string }[]).map(({ flow, outcome }) => [flow, outcome])
  expect(outcomes(dry)).toEqual(outcomes(real))
  expect(outcomes(dry).map(([, outcome]) => outcome)).toEqual(['changed', 'changed', 'refused', 'refused'])
})

test('a filter takes the flows that fit all of it, and no others', async () => {
  const tags = { team: 'orders' }
  for (const name of ['first', 'second']) await app.makeFlow(namedFlow(name, newId(), { tags }))
  const tag = { key: 'team', value: 'orders' }

  const { json } = await command({ command: 'start', filter: { madeBy: 'appflow', status: 'draft', tag } })

  expect(json).toEqual({
    outcomes: ['first', 'second'].map((flow) => ({ flow, outcome: 'changed', status: 'active' })),
  })
  expect((await control('GET', '/flows/named')).json.status).not.toBe('active')
})

test.each([
  [{ command: 'start' }],
  [{ command: 'start', flows: ['named'], filter: {} }],
  [{ command: 'start', flows: [] }],
  [{ command: 'delete', flows: ['named'] }],
  [{ command: 'start', filter: { colour: 'blue' } }],
  [{ command: 'start', flows: ['named'], nextToken: 'x' }],
  [{ command: 'start', filter: {}, nextToken: 'x' }],
  [{ command: 'start', flows: Array.from({ length: 1001 }, (_, index) => `f${index}`) }],
])('what names no flows clearly is refused (%#)', async (body) => {
  expect((await command(body)).status).toBe(400)
})
