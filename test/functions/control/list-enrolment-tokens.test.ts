import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { control } = await startSeededApp()

test('lists them with their uses, without their secrets', async () => {
  const { json, text } = await control('GET', '/enrolment-tokens')

  expect(json.enrolmentTokens).toMatchObject([
    { uses: 5, autoRegister: true, createdBy: 'owner' },
    { uses: 1, autoRegister: false },
  ])
  expect(text).not.toContain('sle.')
})
