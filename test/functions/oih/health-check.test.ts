import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test('tells anybody that it is well', async () => {
  const { status, json } = await app.request('GET', '/oih/healthcheck')

  expect(status).toBe(200)
  expect(json).toMatchObject({ status: 'pass', details: { mongoDB: { status: 'pass' }, queue: { status: 'pass' } } })
})

test('a slash at the end of a path is one too many and does no harm', async () => {
  expect((await app.request('GET', '/oih/healthcheck/')).status).toBe(200)
})

test('an unknown path is refused in the form of its service', async () => {
  expect((await app.request('GET', '/oih/nothing')).json).toEqual({
    errors: [{ message: 'There is no operation at this path.', code: 404 }],
  })
  expect((await app.request('GET', '/oih/users/a/b/c')).json).toEqual({ message: 'ENTITY_NOT_FOUND' })
  expect((await app.request('GET', '/oih/hook/a/b/c')).json).toEqual({ error: 'There is no operation at this path.' })
})
