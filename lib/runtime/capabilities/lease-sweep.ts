import type { Lease } from '#core/servers/lease.ts'
import { allLeases, noteAnnounced } from '#store/leases.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Goes over all leases and notes what it has announced. Of the sweep only. */
    sweeps?: true
  }
}

interface LeaseSweep {
  all: () => AsyncGenerator<Lease[]>
  noteAnnounced: (lease: Lease, announced: 'up' | 'down') => Promise<void>
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    leases: E['sweeps'] extends true ? LeaseSweep : never
  }
}

/** Goes over the leases of all tenants. */
export default {
  name: 'lease-sweep',
  isFor: declares('sweeps'),
  grants: ({ sweeps }) =>
    sweeps
      ? [
          { action: 'dynamodb:Query', entities: ['lease'] },
          { action: 'dynamodb:UpdateItem', entities: ['lease'] },
        ]
      : [],
  context: ({ services: { table } }: Scope): Pick<Context<{ sweeps: true }>, 'leases'> => ({
    leases: {
      all: () => allLeases(table),
      noteAnnounced: (lease, announced) => noteAnnounced(table, lease, announced),
    },
  }),
} satisfies Capability
