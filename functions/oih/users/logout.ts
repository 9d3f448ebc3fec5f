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
  effects: { reads: ['session'], deletes: ['session'] },
  async run(_input, { caller: { sessionHash }, read, commit }) {
    const before = sessionHash === undefined ? undefined : await read.session(sessionHash)
    return commit(before ? [{ kind: 'delete', entity: 'session', before }] : [], { loggedOut: true })
  },
})
