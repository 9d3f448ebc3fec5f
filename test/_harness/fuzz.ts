import { Agent, request } from 'node:http'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { NodeSha256 } from '../../lib/runtime/credentials/sigv4.ts'
import { startTestApp, type TestApp } from './app.ts'
import { makeAll } from './fixtures.ts'
import { apiRequests, awsRequests, type FuzzRequest, type Known } from './fuzz-requests.ts'

/** How a fuzzer is told what to do. The same seed makes the same requests, but for ids and signatures. */
export interface FuzzOptions {
  seed: number
  requests: number
  /** With valid credentials: of the administrator, an agent, and signed. Without, nobody gets past the door. */
  isKnown: boolean
  /** Prints what the functions log of their faults. */
  isVerbose?: boolean
}

export interface FuzzResult {
  /** How many were answered with each status. */
  statuses: Record<string, number>
  /** Each kind of internal error once, with a request that met it; and requests that took too long. */
  faults: { what: string; count: number; example: string }[]
}

const slowMilliseconds = 5000
const concurrency = 16
/** Node's own limit is 16 kB, and not all that is sent is in the headers a request names. */
const largestHeadBytes = 15_000

interface Outcome {
  status: number | string
  text: string
  milliseconds: number
}

/** Starts the product in memory and sends it requests it was never meant to get; then it must still be well. */
export async function fuzz({ seed, requests, isKnown, isVerbose = false }: FuzzOptions): Promise<FuzzResult> {
  const app = await startTestApp({ logLevel: isVerbose ? 'WARN' : 'SILENT' })
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  try {
    const known = isKnown ? await know(app) : undefined
    const arbitrary = fc.oneof(
      { weight: 3, arbitrary: apiRequests(app.registry, known) },
      awsRequests(app.registry, isKnown),
    )
    const key = known && (await app.keyFor(owner))
    const awsKey = known && (await app.keyFor({ name: 'admin' }))
    const queue = fc.sample(arbitrary, { seed, numRuns: requests })
    const statuses: FuzzResult['statuses'] = {}
    const faults = new Map<string, FuzzResult['faults'][number]>()
    const work = async () => {
      for (let one = queue.pop(); one; one = queue.pop()) {
        const outcome = await send(app, agent, one, one.port === 'aws' ? awsKey : key)
        statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1
        const what = complain(one, outcome)
        if (what === undefined) continue
        const before = faults.get(what)
        faults.set(what, { what, count: (before?.count ?? 0) + 1, example: before?.example ?? tell(one, outcome) })
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
    const health = await app.request('GET', '/v1/health')
    if (health.status !== 200)
      faults.set('health', { what: 'It is not well afterwards.', count: 1, example: health.text })
    return { statuses, faults: [...faults.values()] }
  } finally {
    agent.destroy()
    await app.stop()
  }
}

const owner = { name: 'owner', tenant: 'fuzzed', permissions: ['*'] }

async function know(app: TestApp): Promise<Known> {
  const fixtures = await makeAll(app, owner)
  const token = await app.tokenFor(owner)
  const [agent, enrolment] = [fixtures.credential ?? '', await app.agentTokenFor(owner, 'agents.enrol')]
  return {
    fixtures,
    headersOf: ({ dialect, permission }): Record<string, string> => {
      if (dialect.authentication === 'sigv4' || permission === 'public') return {}
      const isUser = dialect.authentication === 'authorizer' || dialect.authentication === 'session'
      const bearer = isUser ? token : permission === 'agents.enrol' ? enrolment : agent
      return { authorization: `Bearer ${bearer}` }
    },
  }
}

/** What is wrong with an answer, in words that are the same for the same fault; undefined when nothing is. */
function complain(
  { port, route, path, headers }: FuzzRequest,
  { status, text, milliseconds }: Outcome,
): string | undefined {
  // What a function invoked directly throws tells itself apart.
  const where = route.startsWith('lambda ') ? 'aws lambda' : `${port} ${route}`
  const isLong = path.length + JSON.stringify(headers).length > largestHeadBytes
  if (milliseconds > slowMilliseconds) return `${where}: slower than ${slowMilliseconds} ms`
  // A server may hang up on a head it will not read to its end.
  if (typeof status === 'string') return isLong ? undefined : `${where}: ${status}`
  const isInternal = /Something went wrong|Internal Server Error|Internal(ServerException|Failure|Error)\b/.test(text)
  // A failing function answers 200 to a direct invocation; what no dialect names is an error of the code or of an SDK.
  const isThrown =
    port === 'aws' && /"errorType":"(\w*[a-z]Error|Error|Sandbox\.Timedout)"|node_modules\/@aws-sdk/.test(text)
  return isThrown || (status >= 500 && (isInternal || !isDocumented(route, status)))
    ? `${where}: ${status} ${text.replaceAll(/[0-9a-f-]{36}/g, '…').slice(0, 160)}`
    : undefined
}

/** MMC answers many refusals with 500 to 502; busy is 503 everywhere; 501 is how the local S3 says what it does not speak. */
const isDocumented = (route: string, status: number): boolean =>
  status === 503 || (route.includes(' /mmc/') && status <= 502) || (route.startsWith('s3 ') && status === 501)

const tell = ({ route, method, path, headers, body }: FuzzRequest, { text }: Outcome): string =>
  JSON.stringify({
    route,
    method,
    path,
    headers,
    body: body.toString('latin1').slice(0, 600),
    answer: text.slice(0, 400),
  })

type Key = { accessKeyId: string; secretAccessKey: string }

async function send(app: TestApp, agent: Agent, one: FuzzRequest, key: Key | undefined): Promise<Outcome> {
  const { hostname, port } = new URL(one.port === 'api' ? app.url : app.awsUrl)
  const headers = one.sign && key ? await sign(one, key, `${hostname}:${port}`) : one.headers
  const started = performance.now()
  return new Promise((resolve) => {
    const done = (status: number | string, text: string) =>
      resolve({ status, text, milliseconds: performance.now() - started })
    const call = request(
      { agent, hostname, port, method: one.method, path: one.path, headers, timeout: 30_000 },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => done(answer.statusCode ?? 0, Buffer.concat(chunks).toString()))
        answer.on('error', (error: NodeJS.ErrnoException) => done(`cut off, ${error.code}`, ''))
      },
    )
    call.on('timeout', () => call.destroy(new Error('no answer')))
    call.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection may have been closed at the moment it was used again; another one tells.
      if (call.reusedSocket && error.code === 'ECONNRESET') resolve(send(app, agent, one, key))
      else done(`no answer, ${error.code ?? error.message}`, '')
    })
    call.end(one.body)
  })
}

async function sign({ method, path, headers, body, sign: service = '' }: FuzzRequest, key: Key, host: string) {
  const [pathname = '', search = ''] = path.split('?')
  const signer = new SignatureV4({
    credentials: key,
    region: 'us-east-1',
    service,
    sha256: NodeSha256,
    uriEscapePath: service !== 's3',
  })
  const query = Object.fromEntries(new URLSearchParams(search))
  try {
    const signed = await signer.sign(
      new HttpRequest({ method, path: pathname, query, headers: { ...headers, host }, body: new Uint8Array(body) }),
    )
    return signed.headers
  } catch {
    // What cannot be signed is sent as it is.
    return headers
  }
}
