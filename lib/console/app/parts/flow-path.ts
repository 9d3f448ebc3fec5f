/** The path of a flow's page. Handles may hold `#`, `@` and `!`. */
export const flowPath = (handle: string): string => `/flows/${encodeURIComponent(handle)}`

/** The handle in such a path, as the router gives it: it leaves reserved characters encoded. */
export function handleIn(parameter: string): string {
  try {
    return decodeURIComponent(parameter)
  } catch {
    return parameter
  }
}
