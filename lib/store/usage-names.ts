import type { Usage, UsageScope } from '#core/usage/usage.ts'

/** What a count of usage is found by: an organisation and a user may have the same id. */
export const scopeName = ({ organisation = '', userId = '' }: UsageScope): string => `${organisation}|${userId}`

/** The names that the key of a count is made of. What is counted stands last: it may hold anything. */
export const usageNames = (usage: Usage): string[] => {
  const { grouping, day, shard, key } = usage
  return [grouping, day.slice(0, 7), scopeName(usage), day.slice(8), `${shard}`, key]
}
