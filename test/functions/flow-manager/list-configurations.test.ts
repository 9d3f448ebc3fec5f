import { describe, expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { app, ask, authorization, listed } = await startFlowManager()
const task = (task_id: string, ...dependencies: string[]) => ({ task_id, type: 'log', dependencies })
await ask('POST', '/flows', [{ id: 'one', name: 'One', task_configs: [task('a')] }, { id: 'two' }, { id: 'three' }])

describe('lists', () => {
  test('come in pages in the order of adding, each with the address of the next', async () => {
    await ask(
      'POST',
      '/flows',
      Array.from({ length: 5 }, (_, index) => ({ id: `page-${5 - index}` })),
    )
    const all = await listed()
    const found: string[] = []
    for (let path: string | undefined = '/flow-manager/flows?limit=3'; path;) {
      const answer = await app.request('GET', path, { headers: { authorization } })
      found.push(...(answer.json as { id: string }[]).map(({ id }) => id))
      const [, next] = /^<http:\/\/[^/]+(\S+)>; rel="next"$/.exec(answer.headers.get('link') ?? '') ?? []
      path = next
    }

    expect(found).toEqual(all)
    expect(all.slice(-5)).toEqual(['page-5', 'page-4', 'page-3', 'page-2', 'page-1'])
    const statuses = await ask('GET', `/flows/status?limit=2&after=${all[1]}`)
    expect(Object.keys(statuses.json as object)).toEqual(all.slice(2, 4))
    expect(statuses.headers.get('link')).toContain(`/flow-manager/flows/status?limit=2&after=${all[3]}`)
  })

  test.each(['limit=0', 'limit=1001', 'limit=x', 'after=nobody'])('are refused for %s', async (query) => {
    expect((await ask('GET', `/flows?${query}`)).status).toBe(400)
  })

  test('over 5 MB are not given, but pages of them are', async () => {
    const description = 'x'.repeat(900_000)
    for (let index = 0; index < 6; index++) await ask('POST', '/flows', [{ id: `large-${index}`, description }])

    expect(await ask('GET', '/flows')).toMatchObject({ status: 413, json: { error: expect.stringContaining('limit') } })
    expect((await ask('GET', '/flows?limit=2&after=large-1')).json).toMatchObject([
      { id: 'large-2' },
      { id: 'large-3' },
    ])
    expect((await ask('GET', '/flows/status')).status).toBe(200)
    for (let index = 0; index < 6; index++) await ask('DELETE', `/flows/large-${index}`)
  })
})
