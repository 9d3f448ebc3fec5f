import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Engine } from '../../lib/local/engine.ts'

/** One call the relay made: the service's action and its input. */
export interface Recorded {
  action: string
  input: Record<string, unknown> & { Entries?: { Detail: string; DetailType: string }[] }
}

/**
 * Stands where AWS would, records what is asked of the bus, the scheduler and the queue, and answers as `fail` says;
 * DynamoDB goes on to the real engine.
 */
export async function startRecorder(engine: Engine) {
  const calls: Recorded[] = []
  const control: { fail: (call: Recorded) => { status: number; name: string } | undefined } = { fail: () => undefined }
  const schedules = new Set<string>()
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const target = request.headers['x-amz-target'] as string | undefined
      if (target?.startsWith('DynamoDB')) {
        const passed = await engine.pass(target, body)
        return response.writeHead(passed.status, { 'content-type': 'application/x-amz-json-1.0' }).end(passed.body)
      }
      const name = request.url?.split(/[/?]/)[2] ?? ''
      const action =
        target?.split('.')[1] ??
        { POST: 'CreateSchedule', PUT: 'UpdateSchedule', DELETE: 'DeleteSchedule' }[request.method ?? ''] ??
        ''
      const call: Recorded = { action, input: { Name: name, ...(body ? (JSON.parse(body) as object) : {}) } }
      const failure = control.fail(call)
      const missing = (action === 'UpdateSchedule' || action === 'DeleteSchedule') && !schedules.has(name)
      const refused = failure ?? (missing ? { status: 404, name: 'ResourceNotFoundException' } : undefined)
      if (refused) {
        const headers = { 'content-type': 'application/json', 'x-amzn-errortype': refused.name }
        return response
          .writeHead(refused.status, headers)
          .end(JSON.stringify({ __type: refused.name, message: refused.name, Message: refused.name }))
      }
      calls.push(call)
      if (action === 'CreateSchedule') schedules.add(name)
      if (action === 'DeleteSchedule') schedules.delete(name)
      const answer =
        action === 'PutEvents'
          ? { FailedEntryCount: 0, Entries: [{ EventId: '1' }] }
          : {
              ScheduleArn: 'arn',
              MessageId: '1',
              MD5OfMessageBody: createHash('md5').update(String(call.input.MessageBody)).digest('hex'),
            }
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    control,
    schedules,
    /** The events published so far, as `type id`. */
    events: () =>
      calls.flatMap(({ input }) =>
        (input.Entries ?? []).map(
          ({ DetailType, Detail }) => `${DetailType} ${(JSON.parse(Detail) as { eventId: string }).eventId}`,
        ),
      ),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
