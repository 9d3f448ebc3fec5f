import { DomainError } from '#core/errors.ts'
import { environment } from './context.ts'
import type { Dialect } from './dialect.ts'
import { answering, toRequest, type HttpEvent } from './entries/http.ts'
import { engine, type Handler, type Host } from './lambda.ts'
import { functionName } from './operation.ts'
import { matchPath, type Template } from './routing.ts'

/** The name of each dialect's function for paths that are no operation's. */
export const fallbackName = 'Fallback'

/**
 * Answers, in the dialect's own form, a path that is no operation's (404) or is one's under another method (405, with
 * `Allow`). `templates` are all routes of the dialect: data from the registry, so nothing of the operations is bundled.
 */
export function fallback(
  dialect: Dialect,
  templates: readonly Template[],
  host: Host = { env: environment() },
): Handler {
  return engine(
    functionName(dialect.name, fallbackName),
    host.env,
    ({ fault }) =>
      (event) =>
        answering(dialect, fault, async () => {
          const { method, path } = toRequest(event as HttpEvent, dialect.bodyLimitBytes)
          const fitting = templates.filter((template) => matchPath(template.path, path))
          const allow = [...new Set(fitting.map((template) => template.method))]
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
