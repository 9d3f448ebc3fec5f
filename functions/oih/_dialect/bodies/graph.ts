import type { Edge, Graph, Members, Node } from '#core/hub/content.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Cast, isAbsent, tooLong, type Problems } from './casts.ts'

/** What a graph is of: its messages name it, and some rules are of one only. */
export type Kind = 'flow' | 'template'
export const nounOf: Readonly<Record<Kind, string>> = { flow: 'Flow', template: 'Flow Template' }

const authTypes = [
  'NO_AUTH',
  'API_KEY',
  'OA1_TWO_LEGGED',
  'OA1_THREE_LEGGED',
  'OA2_AUTHORIZATION_CODE',
  'SIMPLE',
  'MIXED',
  'SESSION_AUTH',
]

/** Free-form JSON, left out where it says nothing. */
export const freeForm = (value: unknown): unknown =>
  isAbsent(value) || (typeof value === 'object' && Object.keys(value).length === 0) ? undefined : value

/** Reads a graph and collects what is wrong with it; `checkEnds` is what comes last, after other members of the flow. */
export function readGraph(graph: Members, kind: Kind, problems: Problems): { graph: Graph; checkEnds: () => void } {
  const cast = new Cast(graph, problems)
  const noun = nounOf[kind]
  const nodes = cast.list('nodes').map((node) => node && readNode(node, kind, problems))
  if (!cast.failed.has('nodes') || nodes.length > 0) {
    if (nodes.length === 0) problems.messages.push(`${noun}s require at least one node.`)
  }
  const given = graph.edges
  const hasNoEdge = isAbsent(given) || (Array.isArray(given) && given.length === 0)
  if (nodes.length > 1 && hasNoEdge) problems.messages.push(`${noun}s with more than one node require edges.`)
  const edges = cast.list('edges').map((edge) => edge && readEdge(edge, kind, problems))
  // The ids of nodes that could not be read are not known.
  const areKnown = !cast.failed.has('nodes')
  return {
    graph: { nodes: nodes.filter((one) => one !== undefined), edges: edges.filter((one) => one !== undefined) },
    checkEnds: () => {
      if (areKnown) checkEnds(nodes, edges, problems)
    },
  }
}

function readNode(node: Members, kind: Kind, { messages }: Problems): Node {
  const cast = new Cast(node, { messages })
  const id = cast.text('id')
  const componentId = cast.id('componentId')
  const operation = cast.text('function')
  const rest = {
    name: cast.text('name'),
    description: cast.text('description'),
    credentials_id: cast.id('credentials_id'),
    fields: freeForm(node.fields),
    nodeSettings: freeForm(node.nodeSettings),
    ...(kind === 'template' ? readTemplateNode(cast, messages) : {}),
  }
  const noun = nounOf[kind]
  if (!operation && !cast.failed.has('function')) messages.push(`${noun} nodes require a function.`)
  if (!componentId && !cast.failed.has('componentId')) messages.push(`${noun} nodes require a componentId.`)
  if (!id && !cast.failed.has('id')) messages.push(`${noun} nodes require an id.`)
  if (kind === 'flow' && id !== undefined && id.length > 30) messages.push(tooLong('id', id, 30))
  return t.present({ id: id ?? '', componentId: componentId ?? '', function: operation ?? '', ...rest })
}

function readTemplateNode(cast: Cast, messages: string[]): Pick<Node, 'tenant' | 'authorization'> {
  const given = cast.members('authorization')
  const inner = new Cast(given ?? {}, { messages })
  const authType = inner.text('authType')
  const authorization = t.present({ authType, authClientId: inner.id('authClientId') })
  if (authType !== undefined && !authTypes.includes(authType))
    messages.push(`\`${authType}\` is not a valid enum value for path \`authorization.authType\`.`)
  return {
    tenant: cast.text('tenant'),
    authorization: Object.keys(authorization).length > 0 ? authorization : undefined,
  }
}

function readEdge(edge: Members, kind: Kind, { messages }: Problems): Partial<Edge> & Pick<Edge, 'source' | 'target'> {
  const cast = new Cast(edge, { messages })
  const id = cast.text('id')
  const source = cast.text('source')
  const target = cast.text('target')
  const given = cast.members('config')
  const inner = new Cast(given ?? {}, { messages })
  const config = t.present({ condition: inner.text('condition'), mapper: freeForm(given?.mapper) })
  const noun = nounOf[kind]
  if (!target && !cast.failed.has('target')) messages.push(`${noun} edges require a target.`)
  if (!source && !cast.failed.has('source')) messages.push(`${noun} edges require a source.`)
  if (kind === 'flow' && id !== undefined && id.length > 10) messages.push(tooLong('id', id, 10))
  if (kind === 'flow' && config.condition !== undefined && config.condition.length > 30)
    messages.push(tooLong('config.condition', config.condition, 30))
  return t.present({
    id,
    source: source as string,
    target: target as string,
    config: Object.keys(config).length > 0 ? (config as Edge['config']) : undefined,
  })
}

function checkEnds(nodes: (Node | undefined)[], edges: (Partial<Edge> | undefined)[], { messages }: Problems): void {
  const ids = new Set(nodes.map((node) => node?.id))
  for (const edge of edges) {
    if (!edge) continue
    if (!edge.source || !ids.has(edge.source))
      messages.push(`Edge source with id "${edge.source}" could not be found among nodes.`)
    if (!edge.target || !ids.has(edge.target))
      messages.push(`Edge target with id "${edge.target}" could not be found among nodes.`)
  }
}
