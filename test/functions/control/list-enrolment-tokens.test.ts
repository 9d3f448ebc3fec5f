import { expect, test } from 'vitest'
import { startEstate } from '../../_harness/estate.ts'

const { control } = await startEstate()

test('lists them with their uses, without their secrets', async () => {
  const { json, text } = await control('GET', '/enrolment-tokens')

  expect(json.enrolmentTokens).toMatchObject([
    { uses: 5, autoRegister: true, createdBy: 'owner' },
    { uses: 1, autoRegister: false },
  ])
  expect(text).not.toContain('sle.')
})
