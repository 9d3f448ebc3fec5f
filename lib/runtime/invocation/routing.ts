import type { Method, Operation, Route } from '../declarations/operation.ts'

/**
 * Paths and route templates. Used by the HTTP entry for path members, by the fallback to tell an unknown path from a
 * wrong method, by the local gateway to route, and by the document generator.
 */
export interface Template {
  method: Method
  /** With the base path, e.g. `/appflow/tags/{resourceArn+}`. */
  path: string
}

/** All routes of an operation, its documented one first. */
export const templatesOf = ({
  dialect,
  route,
  aliases,
}: Pick<Operation, 'dialect' | 'route' | 'aliases'>): Template[] =>
  [route, ...(aliases ?? [])].map((one) => toTemplate(dialect.basePath, one))

function toTemplate(basePath: string, route: Route): Template {
  const [method, path] = route.split(' ') as [Method, string]
  return { method, path: `${basePath}${path}` }
}

/** The members that the path of a route gives. */
export const membersIn = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, member = '']) => member)

/** Repeated slashes count as one: a JS SDK whose endpoint ends in a slash sends two (docs/dialects/appflow.md 1.1). */
export const collapse = (path: string): string => path.replace(/\/{2,}/g, '/')

/**
 * A template whose member `spans` may hold slashes: what an HTTP API routes is one segment, since it decodes a path before
 * it routes, and `%2F` is a slash by then. More than one comes through the fallback (docs/decisions/0016).
 */
export const spanning = (path: string, spans: string | undefined): string =>
  spans === undefined ? path : path.replace(`{${spans}}`, `{${spans}*}`)

/**
 * The members a path gives a template; undefined when it does not fit. The path is decoded, as gateways hand it over, and
 * never decoded again: a name may hold a `%` of its own.
 */
export const matchPath = (template: string, path: string): Record<string, string> | undefined =>
  // First as it came: repeated slashes in what a greedy member takes are the caller's own and are not collapsed.
  fit(template.split('/'), path.split('/')) ?? fit(template.split('/'), collapse(path).split('/'))

function fit(wanted: readonly string[], given: string[]): Record<string, string> | undefined {
  const spanned = wanted.findIndex((part) => part.endsWith('*}'))
  const length = given.length - wanted.length + 1
  if (spanned >= 0 && length < 1) return undefined
  if (spanned >= 0) given.splice(spanned, length, given.slice(spanned, spanned + length).join('/'))
  const members: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const [, name, greedy] = /^\{(\w+)([+*]?)\}$/.exec(part) ?? []
    const text = greedy === '+' ? given.slice(index).join('/') : given[index]
    if (name === undefined ? text !== part : !text) return undefined
    if (name !== undefined && text !== undefined) members[name] = text
    if (greedy === '+') return members
  }
  return given.length === wanted.length ? members : undefined
}

/** How literal a template is: `/tags/all` is tried before `/tags/{name}`, and that before `/tags/{rest+}`. */
export const literalness = ({ path }: Template): number =>
  path.split('/').reduce((sum, part) => sum * 3 + (part.endsWith('+}') ? 0 : part.startsWith('{') ? 1 : 2), 0)
