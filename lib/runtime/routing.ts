import type { Method, Operation, Route } from './operation.ts'

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

/** Repeated slashes count as one: a JS SDK whose endpoint ends in a slash sends two (docs/dialects/appflow.md 1.1). */
export const collapse = (path: string): string => path.replace(/\/{2,}/g, '/')

/** The members a path gives a template, percent-decoded; undefined when it does not fit or can not be decoded. */
export function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/')
  const given = collapse(path).split('/')
  const members: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(\w+)(\+?)\}$/.exec(part)
    if (name?.[2]) {
      const rest = decode(given.slice(index).join('/'))
      return rest ? { ...members, [name[1] ?? '']: rest } : undefined
    }
    const text = given[index]
    if (text === undefined) return undefined
    if (!name && text !== part) return undefined
    const value = name && decode(text)
    if (name && !value) return undefined
    if (name && value) members[name[1] ?? ''] = value
  }
  return given.length === wanted.length ? members : undefined
}

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** How literal a template is: `/tags/all` is tried before `/tags/{name}`, and that before `/tags/{rest+}`. */
export const literalness = ({ path }: Template): number =>
  path.split('/').reduce((sum, part) => sum * 3 + (part.endsWith('+}') ? 0 : part.startsWith('{') ? 1 : 2), 0)
