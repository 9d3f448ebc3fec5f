import type { Flow } from '#core/flows/flow.ts'
import {
  flowDeletedEvent,
  flowHubEvents,
  templateDeletedEvent,
  templateEvent,
  tellsWhole,
  type By,
} from '#core/hub/hub-events.ts'
import type { HubEvent } from '#core/hub-event.ts'
import { effect, type ItemChange, type RelayContext } from '#runtime/declarations/relay.ts'

/**
 * Publishes what Open Integration Hub's services tell of flows and templates, whichever API changed them. Of a flow that is gone
 * by then, what would be told with all of it is not.
 */
export default effect({
  name: 'PublishHubEvents',
  entities: ['flow', 'tombstone', 'template', 'template-tombstone'],
  effects: { publishes: true, reads: ['flow', 'user'], queriesChildren: ['definition'] },
  async run(change, context) {
    for (const event of await eventsOf(change, context)) await context.publish(event)
  },
})

async function eventsOf(change: ItemChange, context: RelayContext): Promise<HubEvent[]> {
  if (change.entity === 'flow' && change.after) return eventsOfFlow(change.before, change.after, context)
  if (change.entity === 'template' && change.after) {
    const { before, after } = change
    return [templateEvent(before, after, await byOf(context, after.tenant, after.updatedBy))]
  }
  if (change.entity === 'tombstone' && change.after)
    return [flowDeletedEvent(change.after, await byOf(context, change.after.tenant, change.after.deletedBy))]
  if (change.entity === 'template-tombstone' && change.after)
    return [templateDeletedEvent(change.after, await byOf(context, change.after.tenant, change.after.deletedBy))]
  return []
}

async function eventsOfFlow(before: Flow | undefined, flow: Flow, context: RelayContext): Promise<HubEvent[]> {
  const by = await byOf(context, flow.tenant, flow.updatedBy)
  if (!tellsWhole(before, flow)) return flowHubEvents(before, flow, by, undefined)
  const present = await context.read('flow', flow.tenant, flow.key)
  const definition = present?.id === flow.id ? await context.readDefinition(flow, flow.definitionVersion) : undefined
  return flowHubEvents(before, flow, by, definition)
}

/** The user of a name that items note, as events name them; who is no user goes by the name. */
async function byOf({ read }: RelayContext, tenant: string, name: string): Promise<By> {
  const user = await read('user', tenant, name)
  return { userId: user?.id ?? name, organisation: user?.organisation ?? '' }
}
