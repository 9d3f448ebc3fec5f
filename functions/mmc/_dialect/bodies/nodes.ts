import * as t from '#runtime/declarations/schema.ts'
import { fromLocal } from '../ids.ts'
import { Id } from '../types.ts'

/** `nodes` of addnodes and removenodes: a list, or one id alone. */
export const Nodes = t.union([t.array(Id).check(t.minLength(1)), Id])

export const nodeIds = (nodes: readonly string[] | string): string[] =>
  (typeof nodes === 'string' ? [nodes] : nodes).map(fromLocal)

/**
 * Reads the body of the documented curl line, `{"nodes":"local$A", "local$B"}`, which is not JSON: the key `nodes`, then
 * nothing but quoted strings, commas, brackets and white space. Undefined for JSON and for anything else.
 */
export function readNodes(text: string): Record<string, unknown> | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch {
    const [, rest] = /^\s*\{\s*"\s*nodes\s*"\s*:((?:\s|,|\[|\]|\{|\}|"[^"\\]*")*)$/.exec(text) ?? []
    const nodes = [...(rest ?? '').matchAll(/"([^"\\]*)"/g)].map(([, id = '']) => id)
    return nodes.length > 0 ? { nodes } : undefined
  }
}
