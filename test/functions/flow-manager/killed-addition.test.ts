import { expect, test } from 'vitest'
import { allAdditions } from '../../../lib/store/additions.ts'
import { listAudit } from '../../../lib/store/audit.ts'
import { queryChildren, read } from '../../../lib/store/read.ts'
import { startTestApp, type TestApp } from '../../_harness/app.ts'
import { testClock } from '../../_harness/clock.ts'
import { cutOff } from '../../_harness/cut-off.ts'
import { temporaryFolder } from '../../_harness/process.ts'

/**
 * The process is cut off from its table at the N-th write of an addition of 35 configurations, for every N there is until they are there
 * and listed; then it is started again on what was on disk.
 */
const count = 35
/** Its beginning, two parts, and the one that counts. */
const decidingWrite = 4
const { folder, remove } = await temporaryFolder()
const clock = testClock()
const start = () => startTestApp({ dataFolder: folder, timers: clock, flowQuota: 100_000 })

test(
  'killed at any write, all configurations are there, as made by who asked, or, a minute later, none',
  { timeout: 120_000 },
  async () => {
    let app = await start()
    try {
      let there = 0
      for (const n of [1, 2, 3, 4, 5, 6]) {
        const ids = Array.from({ length: count }, (_, index) => `n${n}-${index}`)
        const configurations = ids.map((id) => ({ id, task_configs: [{ task_id: 'only', type: 'log' }] }))
        const add = () => app.functions.invoke('flow-manager-AddConfigurations', { configurations })
        const cut = cutOff(app.engine, n)
        await add().catch(() => undefined)
        const wasReached = cut.isDead()
        if (wasReached) {
          await app.stop().catch(() => undefined)
          app = await start()
        } else cut.mend()
        const first = await statusOf(app, 'n' + n + '-0')
        expect([n, first]).toEqual([n, n < decidingWrite ? 'none' : 'stopped'])
        // Whoever asks while it is undecided is told that there is none.
        for (const id of [ids[29], ids[30], ids[34]]) expect(await statusOf(app, id)).toBe(first)
        await app.settled()
        if (first === 'stopped') there++
        const listed = (await app.functions.invoke('flow-manager-ListConfigurations', { tenant: 'default' })) as {
          id: string
        }[]
        expect(listed.filter(({ id }) => ids.includes(id)).map(({ id }) => id)).toEqual(first === 'stopped' ? ids : [])
        clock.advance(121)
        await app.settled()

        const { table } = app
        expect(await allAdditions(table)).toEqual([])
        expect((await read(table, 'tally', 'default', 'flow-manager-flow'))?.count ?? 0).toBe(there * count)
        const records = await listAudit(table, 'default', { thing: { kind: 'flow', key: ids[34] ?? '' } }, { limit: 9 })
        // What was given up has never been there; what is there was made by who asked for it, whoever lists it.
        expect(records.items.map(({ verb, actorName, door }) => `${verb} ${actorName} ${door}`)).toEqual(
          first === 'none' ? [] : ['created direct direct'],
        )
        if (first === 'none') {
          expect(await read(table, 'flow', 'default', ids[0] ?? '')).toBeUndefined()
          expect(await queryChildren(table, 'definition', 'default', ids[0] ?? '')).toEqual([])
          await add()
          there++
        }
        await app.settled()
        expect(
          (await app.functions.invoke('flow-manager-GetFlowStatus', { flow_id: ids.at(-1) })) as object,
        ).toMatchObject({
          status: 'stopped',
        })
      }
    } finally {
      await app.stop()
      await remove()
    }
  },
)

const statusOf = (app: TestApp, id = ''): Promise<string> =>
  app.functions.invoke('flow-manager-GetFlowStatus', { flow_id: id }).then(
    (answer) => (answer as { status: string }).status,
    () => 'none',
  )
