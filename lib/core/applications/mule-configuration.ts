import { configurationReader, type Configuration, type Element } from './configuration-reader.ts'

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
  const configurations = files.flatMap((text) => {
    const reader = configurationReader()
    reader.write(text)
    return reader.end() ?? []
  })
  return configurations.length === 0 ? undefined : flowsOf(configurations)
}

/** The flows of all configurations of an application: listeners may be configured in another file than they are used in. */
export function flowsOf(configurations: readonly Configuration[]): DeclaredFlow[] {
  const listeners = new Map(
    configurations.flatMap((one) => one.listeners).map((one) => [one.attributes.name, one] as const),
  )
  return configurations
    .flatMap(({ flows }) => flows)
    .map(({ name, attributes, sources }) => ({
      name: attributes.name ?? '',
      kind: name as 'flow' | 'service',
      endpoints: sources.flatMap((source) => endpointOf(source, listeners) ?? []),
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
