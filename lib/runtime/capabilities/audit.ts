import type { Author } from '#core/actor.ts'
import type { AuditRecord } from '#core/audit/audit-record.ts'
import { isAudited } from '#core/audit/audited-entities.ts'
import type { Items } from '#core/items.ts'
import { listAudit, readRemover, writeAuditRecord, type AuditFilter, type AuditPage } from '#store/audit.ts'
import type { Cursor } from '#store/read.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import type { Capability, Context, Scope, Services } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Reads the tenant's audit trail. */
    readsAudit?: true
  }
  interface Effects {
    /** Writes the audit trail. Of the relay. */
    writesAudit?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /**
     * A page of the tenant's audit records, newest first. Who sees own flows only sees the records of their own changes; a page may
     * then hold fewer than were asked for, with more to come.
     */
    listAudit: E extends { readsAudit: true }
      ? (filter: AuditFilter, page: { limit: number; after?: Cursor }) => Promise<AuditPage>
      : never
  }
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    /** Writes a record of the audit trail, unless it is there. */
    writeAuditRecord: (record: AuditRecord) => Promise<void>
    /** Who deleted an item that is gone; undefined where it merely expired. */
    readRemover: (change: ItemChange) => Promise<Author | undefined>
  }
}

/** The audit trail: nobody but the relay adds to it, and nobody changes it. */
export default {
  name: 'audit',
  isFor: declares('readsAudit', 'writesAudit'),
  grants: ({ readsAudit, writesAudit }) => [
    ...(writesAudit
      ? ([
          { action: 'dynamodb:PutItem', entities: ['audit-record'] },
          { action: 'dynamodb:GetItem', entities: ['removal'] },
        ] as const)
      : []),
    ...(readsAudit
      ? ([
          { action: 'dynamodb:Query', entities: ['audit-record'] },
          { action: 'dynamodb:BatchGetItem', entities: ['audit-record'] },
          { action: 'dynamodb:Query', listed: ['audit-record'] },
          { action: 'dynamodb:Query', changed: ['audit-record'] },
        ] as const)
      : []),
  ],
  context: ({ effects, call: { caller }, services: { table } }: Scope) =>
    effects.readsAudit
      ? ({
          async listAudit(filter, page) {
            const { seesOwnFlowsOnly, name, tenant } = caller
            if (!seesOwnFlowsOnly) return listAudit(table, tenant, filter, page)
            return filter.actor === undefined || filter.actor === name
              ? listAudit(table, tenant, { ...filter, actor: name }, page)
              : { items: [] }
          },
        } satisfies Pick<Context<{ readsAudit: true }>, 'listAudit'>)
      : {},
  relay: ({ table }: Services): Pick<RelayContext, 'writeAuditRecord' | 'readRemover'> => ({
    writeAuditRecord: (record) => writeAuditRecord(table, record),
    readRemover: async ({ entity, before }) =>
      before && isAudited(entity) ? readRemover(table, entity, before as Items[typeof entity]) : undefined,
  }),
} satisfies Capability
