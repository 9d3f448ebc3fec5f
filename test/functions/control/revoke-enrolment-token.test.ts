import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { control, thing } = await startSeededApp()

test('is done at once, and once', async () => {
  expect((await control('DELETE', `/enrolment-tokens/${thing('token')}`)).status).toBe(200)
  expect((await control('DELETE', `/enrolment-tokens/${thing('token')}`)).status).toBe(404)
  expect((await control('GET', '/enrolment-tokens')).json.enrolmentTokens).toHaveLength(1)
})
