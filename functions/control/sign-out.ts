import { endSession } from '#app/users/end-session.ts'
import { sessionCookie } from '#core/users/session-cookie.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

/** Ends the caller's session, of the web console or of a bearer token, and takes its cookie back. */
export default operation({
  name: 'SignOut',
  route: 'DELETE /session',
  example: { request: {}, answer: { signedOut: true } },
  permission: 'authenticated',
  input: t.strictObject({}),
  output: t.object({ signedOut: t.boolean() }),
  fails: [],
  uses: { endSession },
  async run(_input, { base, use, commit }) {
    const { change } = await use.endSession()
    const cookie = sessionCookie('', 0, base.startsWith('https:'))
    return commit(change, new Reply({ signedOut: true }, { 'set-cookie': cookie }))
  },
})
