import { DomainError } from '#core/errors.ts'
import { defaultTenant } from '#core/tenants.ts'
import { createUser } from '#core/users/create-user.ts'
import { isAdministrator } from '#core/users/permissions.ts'
import { all } from '#runtime/invocation/all.ts'
import { hashPassword } from '#runtime/credentials/passwords.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/** The name the first user of an installation signs in with. */
const administrator = 'admin'

/** Makes the first administrator, with the password in the installation's secret, when there is none yet by any name. */
export default task({
  name: 'CreateAdministrator',
  input: t.looseObject({}),
  runs: 'after-deployment',
  effects: { reads: ['user'], lists: ['user'], creates: ['user', 'user-pointer'], secrets: ['admin-password'] },
  async run(_input, { caller, at, newId, read, list, secret, commit }) {
    if (await read.user(administrator)) return { created: false, name: administrator }
    const present = (await all(list.user)).find(isAdministrator)
    if (present) return { created: false, name: present.name }
    const password = await hashPassword(await secret('admin-password'))
    const { change } = createUser(
      { tenant: defaultTenant, name: administrator, id: newId(), password, permissions: ['*'], createdAt: at },
      caller,
    )
    try {
      return await commit(change, { created: true, name: administrator })
    } catch (error) {
      if (error instanceof DomainError && error.code === 'user-name-taken')
        return { created: false, name: administrator }
      throw error
    }
  },
})
