import { SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Flow } from '#core/flows/flow.ts'
import type { Items } from '#core/items.ts'
import { commit } from '#store/commit.ts'
import { removeVersions, retireVersion } from '#store/flows.ts'
import { detachLease, propagateToLease } from '#store/leases.ts'
import { queryChildren, read } from '#store/read.ts'
import { declares } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import type { Capability, Environment, Services } from '../invocation/context.ts'
import { sqsOf } from '../invocation/queues.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Is fed by the table's stream, and puts aside what it cannot work on. Of the relay itself; nobody declares it. */
    relays?: true
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    deadLetterQueueUrl: string
  }
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    read: <E extends RelayedEntity | 'user'>(
      entity: E,
      tenant: string,
      ...names: string[]
    ) => Promise<Items[E] | undefined>
    propagateToLease: (agentId: string, set: Parameters<typeof propagateToLease>[2]) => Promise<void>
    detachLease: (agentId: string, serverId: string) => Promise<void>
    /** Lets a version of a flow's definition expire, at epoch seconds. */
    retireVersion: (flow: Flow, version: number, expiresAt: number) => Promise<void>
    /** Removes all versions of the definition of a flow that is no more. */
    removeVersions: (flow: Flow) => Promise<void>
    /** Removes the files of a server that is no more. */
    forgetFiles: (tenant: string, serverId: string) => Promise<void>
  }
}

type OfItems = 'read' | 'propagateToLease' | 'detachLease' | 'retireVersion' | 'removeVersions' | 'forgetFiles'

/** Follows the table's stream, with what its effects do to the items of any tenant. */
export default {
  name: 'relay',
  isFor: declares('relays'),
  grants: ({ relays }) =>
    relays
      ? [
          { actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], on: 'stream' },
          // Lambda will not read a stream for a role without it, and it takes no resource.
          { actions: ['dynamodb:ListStreams'], on: '*' },
          { actions: ['sqs:SendMessage'], on: 'deadLetters' },
        ]
      : [],
  variables: { deadLetterQueueUrl: 'SLUICE_DEAD_LETTER_QUEUE_URL' },
  relay: ({ table }: Services): Pick<RelayContext, OfItems> => ({
    read: (entity, tenant, ...names) => read(table, entity, tenant, ...names),
    propagateToLease: (agentId, set) => propagateToLease(table, agentId, set),
    detachLease: (agentId, serverId) => detachLease(table, agentId, serverId),
    retireVersion: (flow, version, expiresAt) => retireVersion(table, flow, version, expiresAt),
    removeVersions: (flow) => removeVersions(table, flow),
    async forgetFiles(tenant, serverId) {
      const deletes = (await queryChildren(table, 'file', tenant, serverId)).map(
        (before) => ({ kind: 'delete', entity: 'file', before }) as const,
      )
      for (let from = 0; from < deletes.length; from += 100) await commit(table, deletes.slice(from, from + 100))
    },
  }),
} satisfies Capability

/** Puts a message on the dead-letter queue. */
export async function bury(env: Environment, message: string): Promise<void> {
  await sqsOf(env).send(new SendMessageCommand({ QueueUrl: env.deadLetterQueueUrl, MessageBody: message }))
}
