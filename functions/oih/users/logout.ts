import { endSession } from '#app/users/end-session.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'

/** Ends the session whose token it is. */
export default operation({
  name: 'Logout',
  route: 'POST /logout',
  example: { request: {}, answer: { loggedOut: true } },
  permission: 'authenticated',
  input: t.object({}),
  output: t.object({ loggedOut: t.boolean() }),
  fails: [],
  uses: { endSession },
  async run(_input, { use, commit }) {
    const { change } = await use.endSession()
    return commit(change, { loggedOut: true })
  },
})
