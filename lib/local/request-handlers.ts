import { HttpResponse, type HttpHandler, type HttpRequest } from '@smithy/protocol-http'
import type { SignedRequest } from '#runtime/credentials/sigv4.ts'
import type { ClientConfig, TableAddress } from '#store/dynamo.ts'
import type { Engine } from './engine.ts'
import { names } from './names.ts'

/** A request of an SDK client, its body whole. */
export type InProcessRequest = SignedRequest & { body: Buffer }

export interface InProcessAnswer {
  status: number
  headers?: Record<string, string>
  body: string | Buffer
}

/**
 * A request handler for SDK clients that hands each request to `answer` in this process: the same request and the
 * same answer as over a socket, without the socket. Bodies that are streams do not travel this way.
 */
export const inProcess = (answer: (request: InProcessRequest) => Promise<InProcessAnswer>): HttpHandler => ({
  metadata: { handlerProtocol: 'http/1.1' },
  async handle({ method, path, query, headers, body }: HttpRequest) {
    const { status, ...answered } = await answer({
      method,
      path,
      query: queryOf(query),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      body: bytesOf(body as string | Uint8Array | undefined),
    })
    return {
      response: new HttpResponse({
        statusCode: status,
        headers: answered.headers ?? {},
        body: Buffer.from(answered.body),
      }),
    }
  },
  destroy: () => undefined,
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
})

/** In this process it is known who asks: nothing is signed. */
export const unsigned: ClientConfig['signer'] = { sign: async (request) => request }

const toEngine = (engine: Pick<Engine, 'pass'>): HttpHandler =>
  inProcess(async ({ headers, body }) => engine.pass(headers['x-amz-target'] ?? '', body.toString()))

/** The product's tables for who asks the engine itself: the local runner, and tests. */
export const tablesIn = (engine: Pick<Engine, 'pass'>): TableAddress => ({
  tableName: names.table,
  livenessTableName: names.livenessTable,
  region: names.region,
  requestHandler: toEngine(engine),
  signer: unsigned,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})

const bytesOf = (body: string | Uint8Array = ''): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength)

const queryOf = (query: HttpRequest['query']): string =>
  Object.entries(query)
    .flatMap(([name, value]) =>
      [value ?? ''].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
    )
    .join('&')
