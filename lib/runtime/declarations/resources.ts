import type { StepQueue } from '#core/runs/queue.ts'

/**
 * The objects of the bucket, by what their keys begin with. `uploads`: what callers put there, unchecked and dropped after a
 * day. `artifacts`: registered archives, `files`: contents of files of servers; neither ever changes. `runs`: what runs of
 * flows keep besides their items, dropped after 120 days. `catalogues`: snapshots of catalogues, each replaced by the next.
 */
export type ObjectPrefix = 'uploads' | 'artifacts' | 'files' | 'runs' | 'catalogues'

export type SecretName = 'master-key' | 'admin-password'

/** Folders of the project that functions may carry with them. */
export const assetFolders = {
  openapi: 'docs/openapi',
  reference: 'node_modules/openapi-explorer/dist/browser',
  expressions: 'lib/runtime/expressions',
  jsonata: 'node_modules/jsonata',
} as const
export type AssetName = keyof typeof assetFolders

/** What an installation has that a policy can name. */
export type Resource =
  | 'table'
  | 'liveness'
  | 'index'
  | 'changes'
  | 'stream'
  | 'bus'
  | 'schedules'
  | 'scheduleRole'
  | 'deadLetters'
  | 'workflows'
  | 'dataRole'
  | 'accountFunctions'
  | `queue:${StepQueue}`
  | `objects:${ObjectPrefix}`
  | `secret:${SecretName}`
  | `functions:${string}`
