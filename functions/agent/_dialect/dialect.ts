import type { Dialect } from '#runtime/declarations/dialect.ts'
import { operationOf } from '#runtime/declarations/operation.ts'
import { problemDocuments } from '#runtime/declarations/problem-documents.ts'

/**
 * What runtimes' agents speak: enrolling, checking in, changing their credential. An agent that is refused keeps its
 * flows running and comes back later (docs/architecture.md, The agent protocol).
 */
export const dialect: Dialect = {
  name: 'agent',
  title: 'Sluice: agent protocol',
  description: 'What the agents of runtimes speak. Protocol version 1; unknown members are ignored on both sides.',
  basePath: '/agent',
  authentication: 'agent',
  bodyLimitBytes: 4 * 1024 * 1024,
  nullIsAbsent: true,
  ...problemDocuments('Bearer realm="sluice"'),
}

export const operation = operationOf(dialect)
