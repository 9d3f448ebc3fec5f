import type { IncomingMessage, RequestListener } from 'node:http'
import { untrusted } from '../local/trusted-origins.ts'
import type { Faults } from './options.ts'
import type { SimulatedRuntime } from './runtime.ts'

/**
 * The faults of simulated runtimes while they run: `GET /` lists them, `PATCH /{name}` sets faults, `POST /{name}/start`
 * and `/{name}/kill` do what somebody at the host would, `POST /{name}/fail?application=x` fails an application. For this
 * machine's own programs only, not for web pages.
 */
export const controls =
  (runtimes: readonly SimulatedRuntime[]): RequestListener =>
  (request, response) => {
    void answer(runtimes, request)
      .catch((error: unknown) => ({ status: 400, body: { message: String(error) } }))
      .then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`),
      )
  }

async function answer(
  runtimes: readonly SimulatedRuntime[],
  request: IncomingMessage,
): Promise<{ status: number; body: unknown }> {
  const distrust = untrusted(request, { host: '127.0.0.1' })
  if (distrust) return { status: 403, body: { message: distrust } }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const [, name = '', action] = pathname.split('/')
  if (name === '') return { status: 200, body: runtimes.map(describe) }
  const runtime = runtimes.find((one) => one.name === decodeURIComponent(name))
  if (!runtime) return { status: 404, body: { message: `There is no runtime ${name}.` } }
  if (request.method === 'PATCH') Object.assign(runtime.faults, await readFaults(request, runtime.faults))
  else if (request.method !== 'POST' && action) return { status: 404, body: { message: 'There is no such knob.' } }
  else if (action === 'start') await runtime.start()
  else if (action === 'kill') runtime.kill()
  else if (action === 'fail') runtime.failApplication(searchParams.get('application') ?? '', 'It was told to fail.')
  else if (request.method !== 'GET' || action) return { status: 404, body: { message: 'There is no such knob.' } }
  return { status: 200, body: describe(runtime) }
}

const describe = ({ name, status, boots, serverId, faults, carried, hosting }: SimulatedRuntime) => ({
  name,
  status,
  boots,
  serverId,
  faults,
  applications: carried.map((one) => ({ name: one.name, status: one.status })),
  flows: Object.entries(hosting.flows).map(([flow, { state, handled, waiting }]) => ({
    flow,
    state,
    handled,
    waiting,
  })),
})

/** Faults by name, each of the type it has. */
async function readFaults(request: IncomingMessage, known: Faults): Promise<Partial<Faults>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  const given = JSON.parse(text) as Record<string, unknown>
  for (const [name, value] of Object.entries(given)) {
    const own = (known as unknown as Record<string, unknown>)[name]
    if (own === undefined) throw new Error(`There is no knob ${name}.`)
    if (typeof own !== typeof value || Array.isArray(own) !== Array.isArray(value))
      throw new Error(`${name} is of another type.`)
  }
  return given
}
