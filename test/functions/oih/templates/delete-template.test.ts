import { expect, test } from 'vitest'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, template, told } = await startHubFlows()

test('a template goes, whatever its status, and is listed no more', async () => {
  const { id } = await template({ status: 'published' })
  expect((await call('GET', '/templates')).json.meta.total).toBe(1)

  expect(await call('DELETE', `/templates/${id}`)).toEqual({
    status: 200,
    json: { msg: 'Template was successfully deleted' },
  })
  const again = await call('DELETE', `/templates/${id}`)
  expect([again.status, told(again)]).toEqual([404, ['Template not found']])
  expect((await call('GET', '/templates')).json).toMatchObject({ data: [], meta: { total: 0, totalPages: 0 } })
})
