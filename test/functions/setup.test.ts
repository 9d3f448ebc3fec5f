import { afterAll, describe, expect, test } from 'vitest'
import { administrator, startTestApp } from '../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

describe.each([
  ['CreateUserGroups', 'usergroups', 'Administrators', ['VIEW_ALERTS']],
  ['CreateServerGroups', 'serverGroups', 'Production', undefined],
])('%s', (name, path, known, permissions) => {
  const create = (tenant: string) => app.functions.invoke(`setup-${name}`, { tenant })
  const token = (tenant: string) => app.tokenFor({ ...administrator, name: 'admin', tenant })
  const namesOf = async (tenant: string) => {
    const { json } = await app.request('GET', `/mmc/api/${path}`, { token: await token(tenant) })
    return (json.data as { name: string }[]).map((group) => group.name)
  }

  test('started several times at once, makes its groups once, and each start succeeds', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => create('at-once')))

    expect(answers.filter((answer) => (answer as { created: boolean }).created)).toHaveLength(1)
    expect(await namesOf('at-once')).toHaveLength(4)
  })

  test('leaves a group of a tenant’s own as it is, makes the others, and none again', async () => {
    const body = { name: known, permissions }
    await app.request('POST', `/mmc/api/${path}`, { token: await token('own'), body })
    expect(await namesOf('own')).toEqual([known])

    expect(await create('own')).toEqual({ created: true })
    expect(await create('own')).toEqual({ created: false })
    expect(await namesOf('own')).toHaveLength(4)
  })
})
