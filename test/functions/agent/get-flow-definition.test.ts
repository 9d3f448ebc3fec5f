import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startHosting, type HostingAgent } from '../../_harness/hosting.ts'

const { app, placed, agentNamed, checkIn, command } = await startHosting()

test('an agent fetches the definition by version and checks it by its hash; nobody else gets it', async () => {
  const [one, other] = [await agentNamed('d-1'), await agentNamed('d-2')]
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await command(id, 'start')
  const wanted = (await checkIn(one))?.[id]
  const get = (agent: HostingAgent, version: number) =>
    app.request('GET', `/agent/agents/${agent.agentId}/flows/${id}/definitions/${version}`, { token: agent.credential })

  const answer = await get(one, 1)
  expect(createHash('sha256').update(answer.text).digest('hex')).toBe(wanted?.definitionSha256)
  expect(answer.json).toMatchObject({ flowId: id, version: 1, steps: [{ id: 'step_1' }] })
  expect((await get(one, 2)).status).toBe(404)
  expect((await get(other, 1)).status).toBe(404)
})
