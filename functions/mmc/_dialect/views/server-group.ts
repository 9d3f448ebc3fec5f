import type { ServerGroup } from '#core/servers/server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { groupHref } from './server.ts'

export const GroupView = t.object({ name: t.string(), id: t.string(), serverCount: t.int(), href: t.string() })

/** A group with how many of the tenant's servers are in it. */
export const groupView = (
  base: string,
  { name, id }: Pick<ServerGroup, 'name' | 'id'>,
  servers: readonly { groupIds: string[] }[],
) => ({
  name,
  id,
  serverCount: servers.filter(({ groupIds }) => groupIds.includes(id)).length,
  href: groupHref(base, id),
})
