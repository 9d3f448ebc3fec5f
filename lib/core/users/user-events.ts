import { hubEvent, type HubEvent } from '../hub-event.ts'
import type { LoginRecord } from './login-record.ts'
import type { Session } from './session.ts'
import type { User } from './user.ts'

/** What is told of users and tokens, through whichever door they were changed. `at`: for what is gone, which cannot say. */

const service = 'iam'

/** The event that a change of a user is. */
export function userEvent(before: User | undefined, after: User | undefined, at: string): HubEvent | undefined {
  if (after) {
    const { id, name, updatedAt, createdAt } = after
    const known = before?.id === id
    const moment = { ...after, at: known ? (updatedAt ?? createdAt) : createdAt }
    return hubEvent(known ? 'iam.user.modified' : 'iam.user.created', service, moment, { username: name, id })
  }
  return before && hubEvent('iam.user.deleted', service, { ...before, at }, { id: before.id })
}

/** The event that the beginning or end of a token is; prolonging it is none. */
export function tokenEvent(before: Session | undefined, after: Session | undefined, at: string): HubEvent | undefined {
  const session = before ?? after
  if (!session || (before && after)) return undefined
  const { tenant, id, userId } = session
  return hubEvent(
    after ? 'iam.token.created' : 'iam.token.deleted',
    service,
    { tenant, at },
    id ? { id } : { account: userId },
  )
}

/** The event that a refused sign-in is, but for a wrong name or password. */
export function loginEvent(before: LoginRecord | undefined, after: LoginRecord | undefined): HubEvent | undefined {
  if (!after?.refusedAt || after.refusedAt === before?.refusedAt) return undefined
  return hubEvent('iam.user.loginFailed', service, { ...after, at: after.refusedAt }, { user: after.userId })
}
