import { XMLParser } from 'fast-xml-parser'

/**
 * What a Mule configuration declares: its flows by name, and the inbound endpoints each begins with. The repository
 * records it of each archive it takes; a simulated runtime carries it.
 */
export interface DeclaredFlow {
  name: string
  kind: 'flow' | 'service'
  endpoints: DeclaredEndpoint[]
}

export interface DeclaredEndpoint {
  id: string
  address: string
  type: string
  connector: string
  synchronous: boolean
}

/** Whether a file of an archive may be a Mule configuration: XML at its root, or in `src/main/app`. */
export const isConfigurationName = (name: string): boolean => /^(src\/main\/app\/)?[^/]+\.xml$/.test(name)

/** The flows that XML files declare; undefined when none of them is a Mule configuration. Throws for text that is no XML. */
export function declaredFlows(files: readonly string[]): DeclaredFlow[] | undefined {
  const configurations = files.map(parse).filter(({ name }) => name === 'mule')
  if (configurations.length === 0) return undefined
  const all = configurations.flatMap(({ children }) => children)
  const listeners = new Map(
    all.filter(({ name }) => name === 'http:listener-config').map((one) => [one.attributes.name, one]),
  )
  return all
    .filter(({ name }) => name === 'flow' || name === 'service')
    .map((flow) => ({
      name: flow.attributes.name ?? '',
      kind: flow.name as 'flow' | 'service',
      endpoints: sourcesOf(flow).flatMap((source) => endpointOf(source, listeners) ?? []),
    }))
    .filter(({ name }) => name !== '')
}

/** What an agent can report of an application (docs/architecture.md, The agent protocol), and an item can hold. */
const limits = { flows: 1000, endpoints: 50, text: 200, type: 40, bytes: 256 * 1024 }

/** Why no runtime could be asked to carry what an archive declares; undefined when it could. */
export function tooMuch(flows: readonly DeclaredFlow[]): string | undefined {
  if (flows.length > limits.flows) return `It declares ${flows.length} flows; at most ${limits.flows} can be managed.`
  const isLong = ({ id, address, connector, type }: DeclaredEndpoint) =>
    [id, address, connector].some((text) => text.length > limits.text) || type.length > limits.type
  const large = flows.find(
    ({ name, endpoints }) => name.length > limits.text || endpoints.length > limits.endpoints || endpoints.some(isLong),
  )
  if (large) return `Flow ${large.name.slice(0, limits.text)} has too many endpoints, or names that are too long.`
  return JSON.stringify(flows).length > limits.bytes ? 'It declares more than can be recorded.' : undefined
}

interface Element {
  name: string
  attributes: Record<string, string | undefined>
  children: Element[]
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
})

function parse(text: string): Element {
  // No configuration has one, and entities of its own can grow without end.
  if (/<!DOCTYPE/i.test(text)) throw new Error('A document type is not read.')
  type Node = Record<string, unknown> & { ':@'?: Record<string, string> }
  const toElements = (nodes: Node[]): Element[] =>
    nodes.flatMap((node) => {
      const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text' && !key.startsWith('?'))
      if (name === undefined) return []
      return [{ name, attributes: node[':@'] ?? {}, children: toElements(node[name] as Node[]) }]
    })
  return toElements(parser.parse(text) as Node[])[0] ?? { name: '', attributes: {}, children: [] }
}

/** What a flow begins with: sources stand first, alone or inside a composite. */
const sourcesOf = ({ children }: Element): Element[] =>
  children.flatMap((child) =>
    child.name === 'composite-source' || child.name === 'inbound'
      ? sourcesOf(child)
      : /(^|:)(inbound-endpoint|listener|poll)$/.test(child.name)
        ? [child]
        : [],
  )

function endpointOf(
  { name, attributes }: Element,
  listeners: Map<string | undefined, Element>,
): DeclaredEndpoint | undefined {
  const [prefix = '', local = ''] = name.includes(':') ? name.split(':') : ['', name]
  const uri = /^(\w+):\/\/(.*)$/.exec(attributes.address ?? '')
  const transport = prefix || uri?.[1] || ''
  if (!transport || local === 'poll') return undefined
  const config = listeners.get(attributes['config-ref'])?.attributes ?? {}
  const host = attributes.host ?? config.host
  const port = attributes.port ?? config.port
  const path = (attributes.path ?? '').replace(/^\/+/, '')
  const place = host && port ? `${host}:${port}${path ? `/${path}` : ''}` : path
  const address = uri?.[2] ?? (place || attributes.queue || attributes.name || 'default')
  const type = transport === 'vm' ? 'VM' : transport
  return {
    id: `endpoint.${transport}.${address.replaceAll(/[^\w-]+/g, '.').replaceAll(/^\.|\.$/g, '')}`,
    address,
    type,
    connector: attributes['connector-ref'] ?? attributes['config-ref'] ?? `connector.${type}.mule.default`,
    synchronous:
      (attributes['exchange-pattern'] ?? (transport === 'vm' ? 'request-response' : 'one-way')) === 'request-response',
  }
}
