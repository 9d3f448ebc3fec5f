import { arnOf } from '../../names.ts'
import type { Timers } from '../../timers.ts'
import { matchesPattern, type Pattern } from '../event-pattern.ts'
import { authorise, type AwsRequest } from '../protocol.ts'
import { isJsonObject, type Entry, type Input } from './input.ts'
import { busOf, envelope, type Rules } from './rules.ts'

/** Publishing: an entry is answered when every target's invocation is on disk. */
export const putEvents = (rules: Rules, timers: Timers) => ({
  async PutEvents({ Entries = [] }: Input, request: AwsRequest) {
    const results = []
    for (const entry of Entries) results.push(await publish(rules, timers, entry, request))
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length, Entries: results }
  },
})

async function publish(
  rules: Rules,
  timers: Timers,
  entry: Entry,
  request: AwsRequest,
): Promise<{ EventId?: string; ErrorCode?: string; ErrorMessage?: string }> {
  const bus = busOf(entry.EventBusName)
  authorise(request, { action: 'events:PutEvents', resource: arnOf('bus').replace(/[^/]+$/, bus) })
  const { Source, DetailType, Detail } = entry
  if (!Source || !DetailType || Detail === undefined) {
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter Source, DetailType or Detail is not valid. Reason: required.',
    }
  }
  if (!isJsonObject(Detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  const event = envelope(timers, entry)
  for (const rule of await rules.all()) {
    if (rule.EventBusName !== bus || rule.State === 'DISABLED' || !rule.EventPattern) continue
    if (matchesPattern(JSON.parse(rule.EventPattern) as Pattern, event as never)) await rules.send(rule, event)
  }
  return { EventId: event.id }
}
