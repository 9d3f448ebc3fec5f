import { DomainError } from '#core/errors.ts'
import { environment } from '../invocation/context.ts'
import { dialectAt, type Dialect } from './dialect.ts'
import { answering, toRequest, type HttpEvent } from '../entries/http.ts'
import type invocations from '../capabilities/invocations.ts'
import { withMiddleware, type Handler, type Host } from '../invocation/lambda.ts'
import { functionName } from './operation.ts'
import { literalness, matchPath, spanning, type Template } from '../invocation/routing.ts'

/** The name of each dialect's function for paths that are no operation's. */
export const fallbackName = 'Fallback'

/** A route and the function it leads to. */
export interface Target extends Template {
  functionName: string
  /** The member of its path that may hold slashes: with any in it no route fits. */
  spans?: string
}

/**
 * Answers what no route of a dialect fits. Another spelling of a path that is one's (a trailing slash, a context path of
 * its own, a singular name, a slash in a name) is handed on to its function: so a documented oddity costs no route of its
 * own, and an API stays within the routes a gateway has. A path under another method is 405 with `Allow`, anything else
 * 404, both in the dialect's own form. `targets` are all routes of the dialect, the most literal first: data from the
 * registry. `handsOn` is for dialects that have other spellings: no other carries the client.
 */
export function fallback(
  dialect: Dialect,
  targets: readonly Target[],
  handsOn?: typeof invocations,
  host: Host = { env: environment(handsOn ? [handsOn] : []) },
): Handler {
  return withMiddleware(
    functionName(dialect.name, fallbackName),
    host.env,
    ({ fault }) =>
      (event) =>
        answering(dialectAt(dialect, meantBy(dialect, (event as HttpEvent).rawPath)), fault, async () => {
          const given = event as HttpEvent
          const { method, path } = toRequest(given)
          const meant = meantBy(dialect, path)
          const fitting = targets.filter((target) => matchPath(spanning(target.path, target.spans), meant))
          const there = dialect.hasFixedWords ? mostLiteral(fitting) : fitting
          const target = there.find((one) => one.method === method)
          if (target && handsOn) {
            return (await handsOn.invoke(host.env, target.functionName, { ...given, rawPath: meant })) as never
          }
          const allow = [...new Set(there.map((one) => one.method))]
          throw allow.length > 0
            ? new DomainError(
                'method-not-allowed',
                `${method} is not supported here. Supported: ${allow.join(', ')}.`,
                { allow },
              )
            : new DomainError('route-unknown', 'There is no operation at this path.')
        }),
  )
}

/** Of routes that fit a path, those with the most words of it. */
const mostLiteral = (fitting: readonly Target[]): Target[] =>
  fitting.filter((one) => literalness(one) === Math.max(...fitting.map(literalness)))

/** The path in the spelling of the routes. */
const meantBy = ({ canonical }: Dialect, path: string): string => canonical?.(path) ?? path
