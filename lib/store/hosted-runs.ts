import { firstMessageId } from '#core/runs/message.ts'
import type { KnownHostedRun } from '#core/runs/report-hosted-run.ts'
import type { Table } from './dynamo.ts'
import { read } from './read.ts'

/** A run that a server is to report, with its message. Undefined when the server has none of this id, or its end was reported. */
export async function readHostedRun(
  table: Table,
  tenant: string,
  serverId: string,
  runId: string,
): Promise<KnownHostedRun | undefined> {
  const hosted = await read(table, 'hosted-run', tenant, serverId, runId)
  if (!hosted) return undefined
  const [run, message] = await Promise.all([
    read(table, 'run', tenant, hosted.flowId, runId),
    read(table, 'message', tenant, runId, firstMessageId(runId, 0)),
  ])
  return { hosted, run, message }
}
