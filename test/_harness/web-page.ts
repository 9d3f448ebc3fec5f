import type { Answer, RequestOptions, TestApp } from './app.ts'

/** What a page sees of a request that its browser does not let it make, or read the answer of. */
export class Blocked extends Error {}

const simpleMethods = ['GET', 'HEAD', 'POST']
const simpleTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']
const isSimple = ([name, value]: [string, string]): boolean =>
  name === 'accept' || (name === 'content-type' && simpleTypes.includes(value.split(';', 1)[0] ?? ''))

/**
 * Requests of a web page of an origin, as browsers make them (Fetch standard, CORS protocol): a preflight first where method or
 * headers ask for one, and an answer only where its headers let this origin read it. `withCredentials`: as pages say that want
 * cookies sent, which rules `*` out.
 */
export function webPage(app: Pick<TestApp, 'request'>, origin: string, { withCredentials = false } = {}) {
  function check({ headers }: Answer): void {
    const allowed = headers.get('access-control-allow-origin')
    const isLetIn = allowed === origin || (allowed === '*' && !withCredentials)
    if (!isLetIn || (withCredentials && headers.get('access-control-allow-credentials') !== 'true'))
      throw new Blocked(`${origin} may not read this: ${allowed ?? 'no origin'} is allowed.`)
  }

  async function preflight(method: string, path: string, names: string[]): Promise<void> {
    const answer = await app.request('OPTIONS', path, {
      headers: {
        origin,
        'access-control-request-method': method,
        ...(names.length > 0 ? { 'access-control-request-headers': names.join(',') } : {}),
      },
    })
    check(answer)
    if (answer.status < 200 || answer.status > 299) throw new Blocked(`The preflight of ${path} was refused.`)
    const listed = (name: string) => (answer.headers.get(name) ?? '').split(/, */)
    if (![...simpleMethods, ...listed('access-control-allow-methods')].includes(method))
      throw new Blocked(`${method} is not allowed.`)
    const denied = names.filter((name) => !listed('access-control-allow-headers').includes(name))
    if (denied.length > 0) throw new Blocked(`${denied.join()} is not allowed.`)
  }

  return async (method: string, path: string, { body, headers, token }: RequestOptions = {}): Promise<Answer> => {
    const sent: Record<string, string> = {
      accept: 'application/json, text/plain, */*',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    }
    const names = Object.entries(sent)
      .filter((one) => !isSimple(one))
      .map(([name]) => name)
      .sort()
    if (names.length > 0 || !simpleMethods.includes(method)) await preflight(method, path, names)
    const answer = await app.request(method, path, { body, headers: { ...sent, origin } })
    check(answer)
    return answer
  }
}
