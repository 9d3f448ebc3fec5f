import { readChanges } from './changes.ts'
import type { Table } from './dynamo.ts'

/** Ids of templates that name an owner, so many at most. Looks through the index of changes, about three thousand a request. */
export async function ownedTemplates(table: Table, tenant: string, ownerId: string, atMost: number): Promise<string[]> {
  const found: string[] = []
  for await (const changes of readChanges(table, 'template', tenant, '')) {
    for (const change of changes)
      if ('entry' in change && change.entry.owners.includes(ownerId)) found.push(change.entry.id)
    if (found.length >= atMost) break
  }
  return found.slice(0, atMost)
}
