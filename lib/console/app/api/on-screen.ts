import type { PreparedRequest } from './client.ts'

const requests = new Map<string, number>()

/** Notes that what a URL answers is on the screen, until the returned function is called. */
export function noteOnScreen(url: string): () => void {
  requests.set(url, (requests.get(url) ?? 0) + 1)
  return () => {
    const count = (requests.get(url) ?? 0) - 1
    if (count > 0) requests.set(url, count)
    else requests.delete(url)
  }
}

/** A request as a line for a shell; curl asks for the password. */
export function asCurl({ method, url, body }: PreparedRequest, userName: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  return [
    `curl -s -u ${quoted(userName)}`,
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(body === undefined ? [] : [`-H 'content-type: application/json' -d ${quoted(JSON.stringify(body))}`]),
    quoted(`${location.origin}${url}`),
  ].join(' ')
}

/** A line for everything that is on the screen. */
export const screenAsCurl = (userName: string): string =>
  [...requests.keys()].map((url) => asCurl({ method: 'GET', url }, userName)).join('\n')
