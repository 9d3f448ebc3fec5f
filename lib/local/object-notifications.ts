import { randomUUID } from 'node:crypto'
import type { Registry } from '#inventory/registry.ts'
import type { S3Options } from './aws/s3/exchange.ts'
import type { Invocations } from './invocations.ts'
import { names } from './names.ts'
import type { Timers } from './timers.ts'

/** Tells the tasks that wait for objects of each that arrives, as EventBridge does on AWS: accepted before it is answered. */
export function notifyObjectCreated(
  { functions }: Registry,
  invocations: Invocations,
  { now }: Timers,
): S3Options['created'] {
  const tasks = functions.flatMap((unit) =>
    unit.kind === 'task' && unit.task.objectCreated ? [{ name: unit.name, prefix: unit.task.objectCreated }] : [],
  )
  return async ({ key, sizeBytes, etag }, reason) => {
    const event = {
      version: '0',
      id: randomUUID(),
      source: 'aws.s3',
      'detail-type': 'Object Created',
      account: names.accountId,
      region: names.region,
      time: now().toISOString(),
      resources: [`arn:aws:s3:::${names.bucket}`],
      detail: { version: '0', bucket: { name: names.bucket }, object: { key, size: sizeBytes, etag }, reason },
    }
    for (const { name, prefix } of tasks) if (key.startsWith(`${prefix}/`)) await invocations.accept(name, event)
  }
}
