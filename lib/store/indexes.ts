/** Lists, oldest first: sparse, so an entity without `listed` costs nothing here. */
export const listedIndex = {
  name: 'listed',
  partitionKey: 'listPk',
  sortKey: 'listSk',
  /** What a list shows, besides the tenant: 20 at most. A write that changes none of these costs the index nothing. */
  include: [
    'name',
    'id',
    'handle',
    'label',
    'madeBy',
    'status',
    'description',
    'triggerKind',
    'source',
    'destination',
    'tags',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
    'permissions',
    'accessKeyId',
    'userName',
    'revision',
    'targets',
  ],
} as const

/**
 * What has changed of flows and templates and when, deletions included, oldest change first: what catalogues of them are kept up to
 * date by (docs/decisions/0062).
 */
export const changesIndex = {
  name: 'changes',
  partitionKey: 'changePk',
  sortKey: 'changeSk',
  /** What a catalogue keeps of each; `deletedAt` only what was deleted has. */
  include: [
    'key',
    'id',
    'handle',
    'label',
    'madeBy',
    'status',
    'description',
    'trigger',
    'type',
    'templateId',
    'owners',
    'definitionVersion',
    'createdAt',
    'updatedAt',
    'deletedAt',
  ],
} as const
