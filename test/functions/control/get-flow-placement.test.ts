import { expect, test } from 'vitest'
import { says, startHosting } from '../../_harness/hosting.ts'

const { control, makeFlow, placed, agentNamed, checkIn, command } = await startHosting()

test('a placement is shown with what each runtime reports', async () => {
  const one = await agentNamed('one')
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await checkIn(one)
  await command(id, 'start')
  await checkIn(one)
  const steps = { step_1: { in: 3, out: 2, errors: 1 } }
  const said = { currentTask: 'step_1', lastError: '503', steps }
  await checkIn(one, says(id, 'running', 1, said))

  expect((await control('GET', `/flows/${id}/placement`)).json).toMatchObject({
    kind: 'servers',
    ids: [one.serverId],
    runtimes: [{ serverId: one.serverId, isLive: true, state: 'running', ...said }],
  })
})

test('a flow that nobody placed runs on the service', async () => {
  const id = await makeFlow()
  expect((await control('GET', `/flows/${id}/placement`)).json).toEqual({ kind: 'service', ids: [], runtimes: [] })
})
