import type { Usage, UsageScope } from '#core/usage/usage.ts'

/** What a count of usage is found by: an organisation and a user may have the same id. */
export const scopeName = ({ organisation, userId }: UsageScope): string =>
  organisation === undefined ? `user:${userId}` : `organisation:${organisation}`

/** The names that the key of a count is made of. What is counted stands last: it may hold anything. */
export const usageNames = ({ grouping, day, shard, key, ...scope }: Usage): string[] => [
  grouping,
  day.slice(0, 7),
  scopeName(scope),
  day.slice(8),
  String(shard),
  key,
]
