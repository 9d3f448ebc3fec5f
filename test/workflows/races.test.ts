import { afterEach, expect, test } from 'vitest'
import { startFleet, type Fleet } from '../_harness/fleet.ts'
import { scanTable } from '../_harness/table.ts'

/** Two people at once. Whoever comes second is refused or undone whole: membership is on both sides of each write. */
let fleet: Fleet
afterEach(() => fleet.stop())

interface ClusterJson {
  name: string
  nodeServerIds: string[]
}

/** Every server is in the clusters that name it, and in no other: nobody is left in a cluster that is gone. */
async function expectConsistent(): Promise<void> {
  const rows = await scanTable<Record<string, { S?: string; L?: { S: string }[] }>>(fleet.app.engine)
  const clusters = rows.filter(({ sk }) => sk?.S === 'cluster')
  const servers = rows.filter(({ sk }) => sk?.S === 'server')
  for (const server of servers) {
    const naming = clusters.filter(({ memberIds }) => memberIds?.L?.some(({ S }) => S === server.id?.S))
    expect(naming.map(({ id }) => id?.S)).toEqual(server.clusterId ? [server.clusterId.S] : [])
  }
  const names = rows.filter(({ sk, of }) => sk?.S === 'name' && of?.S === 'cluster').map(({ id }) => id?.S)
  expect(names.sort()).toEqual(clusters.map(({ id }) => id?.S).sort())
}
const idsOf = (...numbers: number[]) => numbers.map((number) => `local$${fleet.runtimes[number - 1]?.serverId}`)
const create = (name: string, nodes: string[]) => fleet.mmc('POST', '/clusters', { name, version: '3.8.0', nodes })

test('two creates over one server: one cluster, one 400', async () => {
  fleet = await startFleet({ count: 3 })
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all([create('one', idsOf(1, 2)), create('two', idsOf(2, 3))])

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400])
    await expectConsistent()
    const [cluster] = (await fleet.mmc('GET', '/clusters')).json.data as ClusterJson[]
    await fleet.mmc('DELETE', `/clusters/${cluster?.name}`)
    await fleet.until(async () =>
      (await fleet.mmc('GET', '/servers')).json.data.every(({ status }: { status: string }) => status === 'OK'),
    )
  }
})

test('twenty creates of one name: one cluster, nineteen refused', async () => {
  fleet = await startFleet({ count: 2 })

  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => create('same', idsOf((index % 2) + 1))))

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
  await expectConsistent()
})

test('add and disband at once: consistent ends, no orphan membership', async () => {
  fleet = await startFleet({ count: 3 })
  for (let round = 0; round < 4; round++) {
    await fleet.formCluster('east', fleet.runtimes.slice(0, 2))

    const [added, disbanded] = await Promise.all([
      fleet.mmc('POST', '/clusters/east/addnodes', { nodes: idsOf(3) }),
      fleet.mmc('DELETE', '/clusters/east'),
    ])

    expect(disbanded.status).toBe(200)
    expect([200, 404]).toContain(added.status)
    await expectConsistent()
    expect((await fleet.mmc('GET', '/clusters')).json.total).toBe(0)
    await fleet.until(async () =>
      (await fleet.mmc('GET', '/servers')).json.data.every(({ status }: { status: string }) => status === 'OK'),
    )
  }
})

test('restart and disband at once: the rollout ends, every server comes back alone', async () => {
  fleet = await startFleet({ count: 2 })
  for (let round = 0; round < 4; round++) {
    await fleet.formCluster('east', fleet.runtimes)

    const [restarted, disbanded] = await Promise.all([
      fleet.mmc('POST', '/clusters/east/restart'),
      fleet.mmc('DELETE', '/clusters/east'),
    ])

    expect(disbanded.status).toBe(200)
    expect([200, 404]).toContain(restarted.status)
    await fleet.until(async () =>
      (await fleet.mmc('GET', '/servers')).json.data.every(({ status }: { status: string }) => status === 'OK'),
    )
    await expectConsistent()
    const { rollouts } = (await fleet.control('GET', '/rollouts')).json as { rollouts: { status: string }[] }
    expect(rollouts.map(({ status }) => status).filter((status) => status !== 'cancelled')).toEqual([])
  }
})

test('two removals at once leave two nodes, whichever comes first', async () => {
  fleet = await startFleet({ count: 3 })
  await fleet.formCluster('east', fleet.runtimes)

  const answers = await Promise.all(
    [1, 2].map((number) => fleet.mmc('POST', '/clusters/east/removenodes', { nodes: idsOf(number) })),
  )

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
  expect((await fleet.mmc('GET', '/clusters/east')).json.nodeServerIds).toHaveLength(2)
  await expectConsistent()
})
