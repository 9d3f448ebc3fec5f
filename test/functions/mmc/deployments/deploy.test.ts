import { describe, expect, test } from 'vitest'
import { version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, agent, mmc, control, desired, server } = await startSeededApp()
const one = await version(app, token, 'orders', '1')
const make = async (name: string, body: object = {}) =>
  (await mmc('POST', '/deployments', { name, servers: [server('example-single')], applications: [one], ...body })).json
    .id as string
const deploy = (id: string) => mmc('POST', `/deployments/${id}/deploy`)

test('200 is that it was accepted: the rollout is named, the status is in progress, the agent is told what to carry', async () => {
  const id = await make('a')

  const { status, text, headers } = await deploy(id)

  expect([status, text]).toEqual([200, '"200 OK"'])
  expect((await mmc('GET', `/deployments/${id}`)).json).toMatchObject({ status: 'IN_PROGRESS', reconciled: false })
  const rollout = headers.get('x-sluice-rollout')
  expect((await control('GET', `/rollouts/${rollout}`)).json).toMatchObject({
    kind: 'deploy',
    target: { kind: 'deployment', id: id.slice(6), name: 'a' },
    via: 'mmc',
  })
  expect((await desired('example-single'))?.applications).toMatchObject({
    orders: { versionId: one.slice(6), placement: rollout },
  })
})

test('asked again while it is under way nothing new happens', async () => {
  const id = await make('b')
  const first = (await deploy(id)).headers.get('x-sluice-rollout')
  const before = (await control('GET', '/rollouts')).json.rollouts.length

  expect((await deploy(id)).headers.get('x-sluice-rollout')).toBe(first)
  expect((await control('GET', '/rollouts')).json.rollouts.length).toBe(before)
})

describe('400 only when nothing can be attempted', () => {
  test('no applications, no targets', async () => {
    for (const key of ['applications', 'servers']) {
      const { json } = await mmc('GET', `/deployments/${await make(`c ${key}`)}`)
      const { lastModified } = json
      const { json: empty } = await mmc('PUT', `/deployments/${json.id}/remove`, { lastModified, [key]: json[key] })
      const answer = await deploy(empty.id as string)
      expect([answer.status, answer.json.message]).toEqual([
        400,
        expect.stringContaining(`no ${key === 'servers' ? 'targets' : key}`),
      ])
    }
  })

  test('none of the versions in the repository any more', async () => {
    const gone = await version(app, token, 'gone', '1')
    const id = await make('d', { applications: [gone] })
    await mmc('DELETE', `/repository/${gone}`)
    expect((await deploy(id)).status).toBe(400)
    expect((await mmc('GET', `/deployments/${id}`)).json.status).toBe('UNDEPLOYED')
  })

  test('all targets down', async () => {
    await agent('example-single').checkIn({ status: 'stopped' })
    const answer = await deploy(await make('e'))
    expect([answer.status, answer.json.message]).toEqual([400, 'All targets are down.'])
  })

  test('404 for one that is not there', async () => {
    expect((await deploy('local$x')).status).toBe(404)
  })
})
