import type { Dialect } from '#runtime/declarations/dialect.ts'
import { operationOf } from '#runtime/declarations/operation.ts'
import { familyOf } from '#runtime/declarations/family.ts'
import { problemDocuments } from '#runtime/declarations/problem-documents.ts'

/** Sluice's own API: what none of the answered APIs has. */
export const dialect: Dialect = {
  name: 'control',
  title: 'Sluice: control API',
  description:
    'Flows of every API, users, access keys, enrolment of runtimes, uploads, rollouts, components, credentials and health: what none of the APIs that Sluice answers has.',
  basePath: '/v1',
  authentication: 'authorizer',
  bodyLimitBytes: 64 * 1024,
  nullIsAbsent: false,
  hasIdempotencyKeys: true,
  showsComponents: true,
  ...problemDocuments('Basic realm="sluice", charset="UTF-8", Bearer realm="sluice"'),
}

export const operation = operationOf(dialect)
export const family = familyOf(dialect)
