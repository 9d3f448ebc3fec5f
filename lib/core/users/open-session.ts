import type { Change } from '../change.ts'
import type { Session } from './session.ts'
import type { User } from './user.ts'

/** Opens a session of a user. */
export const openSession = ({ tenant, name, id }: User, session: Omit<Session, 'tenant' | 'userName' | 'userId'>) => ({
  change: [
    {
      kind: 'create',
      entity: 'session',
      item: { tenant, userName: name, userId: id, ...session },
      taken: 'throttled',
      message: 'Try again.',
    },
  ] as const satisfies Change,
})
