import { Script } from 'node:vm'
import type { Step } from '#core/flows/definition.ts'
import { originOf, routesOf, textOf, type Graph, type HostedGraph, type Route } from './compile.ts'

/**
 * Files of node types that a runtime does not load unless it is told otherwise: they start programs, read and write files
 * of the host, or open ports of it.
 */
export const excludedFiles = [
  '90-exec.js',
  '10-file.js',
  '23-watch.js',
  '31-tcpin.js',
  '32-udp.js',
  '22-websocket.js',
] as const

/** Types of Node-RED that are no nodes of a flow: one says what all flows share, the other stands for what is not known. */
const innerTypes: ReadonlySet<string> = new Set(['global-config', 'unknown'])

/** More steps would take more memory, and hold up the other flows for longer, than one flow may. */
const mostSteps = 2000

/** A sentence that says why a flow cannot run here; undefined when nothing is known against it. */
export type Objection = string | undefined

/**
 * Looks for what Node-RED would not say, or would make every other flow pay for: one unknown type stops all starts, two
 * equal routes leave one hanging, a function that does not parse swallows its messages.
 */
export function objectionTo(
  flow: HostedGraph,
  { types, takenRoutes }: { types: ReadonlySet<string>; takenRoutes: readonly Route[] },
): Objection {
  const routes = routesOf(flow)
  return (
    objectionToLinks(flow) ??
    firstOf(flow.steps, (step) => objectionToStep(step, types)) ??
    firstOf(routes, (route, index) =>
      [...takenRoutes, ...routes.slice(0, index)].some((other) => isSameRoute(route, other))
        ? `Another flow or step answers ${route.method.toUpperCase()} ${route.url} already.`
        : undefined,
    )
  )
}

function firstOf<T>(things: readonly T[], objection: (thing: T, index: number) => Objection): Objection {
  for (const [index, thing] of things.entries()) {
    const found = objection(thing, index)
    if (found !== undefined) return found
  }
  return undefined
}

function objectionToLinks({ steps, links }: Graph): Objection {
  if (steps.length > mostSteps) return `A flow may have ${mostSteps} steps here, not ${steps.length}.`
  const known = new Set(steps.map(({ id }) => id))
  if (known.size < steps.length) return 'Two steps have the same id.'
  return firstOf(links, (link) => {
    const missing = [originOf(link, known).step, link.to].find((id) => !known.has(id))
    return missing === undefined ? undefined : `A link names the step ${missing}, which there is not.`
  })
}

function objectionToStep({ id, component, settings, credentialId }: Step, types: ReadonlySet<string>): Objection {
  if (!types.has(component) || innerTypes.has(component))
    return `Step ${id}: the node type ${component} is unknown here, or may not be used.`
  const odd = Object.keys(settings).find((name) => name in Object.prototype)
  if (odd !== undefined) return `Step ${id}: no setting may be called ${odd}.`
  if (credentialId !== undefined) return `Step ${id}: runtimes are given no credentials.`
  if (component === 'http in') {
    const { method, url } = settings
    if (!/^(get|post|put|delete|patch)$/i.test(textOf(method)))
      return `Step ${id}: method must be get, post, put, delete or patch.`
    if (textOf(url) === '') return `Step ${id}: url is missing.`
  }
  return component === 'function' ? objectionToFunction(id, settings) : undefined
}

function objectionToFunction(id: string, settings: Record<string, unknown>): Objection {
  if (Array.isArray(settings.libs) && settings.libs.length > 0) return `Step ${id}: functions may load no modules.`
  for (const part of ['initialize', 'func', 'finalize']) {
    try {
      new Script(`(async function(msg){${textOf(settings[part])}\n})`)
    } catch (error) {
      return `Step ${id}: ${part} does not parse: ${(error as Error).message}`
    }
  }
  return undefined
}

/** Whether two routes may meet: parameters stand for anything. */
const isSameRoute = (one: Route, other: Route): boolean =>
  one.method === other.method && shapeOf(one.url) === shapeOf(other.url)

const shapeOf = (url: string): string =>
  url
    .toLowerCase()
    .replace(/\/$/, '')
    .replaceAll(/:[^/]+/g, ':')
