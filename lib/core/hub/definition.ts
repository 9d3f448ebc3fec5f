import { createHash } from 'node:crypto'
import type { Definition, Step } from '../flows/definition.ts'
import { flowIdPattern } from '../flows/flow.ts'
import { minuteExpression, normaliseSecondsCron } from '../flows/seconds-cron.ts'
import type { Trigger } from '../flows/trigger.ts'
import { present } from '../present.ts'
import { isMembers, type Content, type Edge, type Graph, type Node, type Owner } from './content.ts'

/** What the hub alone can express of a flow: `details.oih`. Nodes and edges are in the order of steps and links. */
interface HubDetails {
  name?: string
  type?: string
  cron?: string
  tenant?: string
  owners: Owner[]
  flowSettings?: unknown
  fromTemplate?: string
  /** `fields` here where they are no object: settings are one. */
  nodes: Pick<Node, 'name' | 'description' | 'nodeSettings' | 'fields'>[]
  edges: Pick<Edge, 'id'>[]
}

/** A flow of the hub as a definition. */
export function toDefinition({ graph, description, status: _, sourceTemplate: _of, ...own }: Content): Definition {
  const details: HubDetails = {
    ...own,
    nodes: graph.nodes.map(({ name, description: text, nodeSettings, fields }) =>
      present({ name, description: text, nodeSettings, fields: isMembers(fields) ? undefined : fields }),
    ),
    edges: graph.edges.map(({ id }) => present({ id })),
  }
  return {
    steps: graph.nodes.map(toStep),
    links: graph.edges.map(({ source, target, config }) => present({ from: source, to: target, settings: config })),
    description,
    details: { oih: details },
  }
}

const toStep = ({ id, componentId, function: operation, fields, credentials_id: credentialId }: Node): Step =>
  present({ id, component: componentId, operation, settings: isMembers(fields) ? fields : {}, credentialId })

/** The other way round; of a flow made through another API what the hub can express. */
export function toContent({ steps, links, description, details }: Definition): Partial<Content> & { graph: Graph } {
  const { nodes, edges, ...own } = (details.oih as HubDetails | undefined) ?? { nodes: [], edges: [] }
  return present({
    ...own,
    description,
    graph: {
      nodes: steps.map((step, index) => toNode(step, nodes[index])),
      edges: links.map(({ from, to, settings }, index): Edge =>
        present({ ...edges[index], source: from, target: to, config: settings }),
      ),
    },
  })
}

const toNode = (
  { id, component, operation, settings, credentialId }: Step,
  own: HubDetails['nodes'][number] = {},
): Node =>
  present({
    id,
    componentId: componentIdOf(component),
    // Where components have one function only, it is named like them.
    function: operation ?? component,
    name: own.name,
    description: own.description,
    credentials_id: credentialId,
    fields: own.fields ?? (Object.keys(settings).length > 0 ? settings : undefined),
    nodeSettings: own.nodeSettings,
  })

/** The id of a component; of one that has a name instead, the first 24 hex digits of its SHA-256. */
export const componentIdOf = (component: string): string =>
  flowIdPattern.test(component) ? component : createHash('sha256').update(component).digest('hex').slice(0, 24)

/** What sets a flow off: its cron expression, else a webhook. */
export function toTrigger({ cron }: Pick<Content, 'cron'>): Trigger {
  const secondsCron = cron === undefined ? undefined : normaliseSecondsCron(cron)
  return secondsCron === undefined
    ? { kind: 'webhook' }
    : { kind: 'schedule', expression: minuteExpression(secondsCron), secondsCron }
}

/** The schedule of a flow made through another API, where five fields can say it. */
export function toCron(trigger: Trigger): string | undefined {
  if (trigger.kind !== 'schedule') return undefined
  if (trigger.expression === 'rate(1 minute)') return '* * * * *'
  const [minute, hour, day, month, weekday = '', year] =
    /^cron\((.*)\)$/.exec(trigger.expression)?.[1]?.split(' ') ?? []
  if (year !== '*' || /[LW#]/.test(`${day}${weekday.replaceAll(/[A-Z]{3}/g, '')}`)) return undefined
  // There Sunday is 1, and one of the two fields of days is `?`.
  const weekdays = weekday.replaceAll(/\d/g, (digit) => String(Number(digit) - 1))
  return [minute, hour, day, month, weekdays].join(' ').replaceAll('?', '*')
}
