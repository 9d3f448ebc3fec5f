import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, desired } = await startSeededApp()

const remove = (nodes: unknown) => mmc('POST', '/clusters/example/removenodes', { nodes })

test('lets a node go, which restarts alone; the others do not', async () => {
  expect((await remove([server('example-single')])).json.message).toContain('not a node')
  expect((await remove([server('example-a'), server('example-b')])).json.message).toContain(
    'at least three before and two after',
  )

  expect((await remove(server('example-b'))).text).toBe('"200 OK"')

  expect((await mmc('GET', '/clusters/example')).json.nodeServerIds).toEqual([server('example-a'), server('example-c')])
  const told = await desired('example-b')
  expect([told?.cluster, told?.command?.kind]).toEqual([undefined, 'restart'])
  expect((await desired('example-a'))?.command?.generation).toBe(1)
  expect((await remove([server('example-a')])).status).toBe(400)
})
