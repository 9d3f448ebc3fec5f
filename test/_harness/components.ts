import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { CredentialSecret } from '../../lib/core/credentials/credential.ts'
import { root } from '../../lib/inventory/registry.ts'
import { capabilities } from '../../lib/runtime/capabilities/all.ts'
import type { Component, StepCall, StepResult } from '../../lib/runtime/declarations/component.ts'
import { assetFolders } from '../../lib/runtime/declarations/resources.ts'
import { safeParse } from '../../lib/runtime/declarations/schema.ts'
import type { Using } from '../../lib/runtime/declarations/use-case.ts'
import { ownCall, services, type Environment } from '../../lib/runtime/invocation/context.ts'
import { contextOf } from '../../lib/runtime/invocation/invoke-operation.ts'

export interface CallOptions {
  credential?: CredentialSecret
  env?: Partial<Environment>
  tenant?: string
  /** Now. */
  at?: string
  createdAt?: string
  signal?: AbortSignal
}

export const run = {
  id: '0195f2a0-0000-7000-8000-000000000001',
  flowId: '5f9f1b9b9b9b9b9b9b9b9b9b',
  flowName: 'orders',
  startedAt: '2026-03-02T09:30:00.000Z',
  trigger: { kind: 'on-demand', at: '2026-03-02T09:30:00.000Z', by: 'alice' },
} as const

/** One environment for calls of the same options: capabilities keep what they have opened by environment. */
const environments = new Map<string, Environment>()
const defaults = {
  tableName: 'sluice',
  livenessTableName: 'sluice-liveness',
  region: 'us-east-1',
  accountId: '000000000000',
  outboundRanges: ['127.0.0.0/8'],
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  assetsPath: (name: keyof typeof assetFolders) => join(root, assetFolders[name]),
  logLevel: 'SILENT',
  busName: 'sluice',
}

function environmentWith(own: Partial<Environment>): Environment {
  const name = JSON.stringify(own)
  const env = environments.get(name) ?? ({ ...defaults, ...own } as unknown as Environment)
  environments.set(name, env)
  return env
}

/** The context that a component or use case is run with, at a time. */
export function contextFor(one: Using, { env = {}, tenant = 'acme', at, signal }: CallOptions = {}) {
  const shared = services(environmentWith(env), capabilities, at === undefined ? undefined : () => new Date(at))
  return {
    ...contextOf(one, ownCall('test', tenant, 'r-1', shared), shared),
    signal: signal ?? new AbortController().signal,
    isEnding: () => Promise.resolve(false),
  }
}

/** Runs a component for a message, as a worker does. Settings that do not fit throw. */
export function runComponent(
  component: Component,
  payload: unknown,
  settings: unknown,
  options: CallOptions = {},
): Promise<StepResult> {
  const parsed = safeParse(component.settings, settings)
  if (!parsed.success) throw new Error(`The settings do not fit: ${parsed.error.message}`)
  const call: StepCall = {
    message: { id: 'message-1', payload, createdAt: options.createdAt ?? '2026-03-02T09:30:00.000Z' },
    settings: parsed.data,
    step: { id: 'step-1', component: component.name },
    run,
    ...(options.credential ? { credential: options.credential } : {}),
  }
  const start = component.run as unknown as (call: StepCall, context: unknown) => Promise<StepResult>
  return start(call, contextFor(component, options))
}

/** Servers on loopback, closed together. */
export function httpServers() {
  const servers: Server[] = []
  return {
    async serve(listener: RequestListener): Promise<string> {
      const server = createServer(listener)
      servers.push(server)
      await once(server.listen(0, '127.0.0.1'), 'listening')
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

/** A request that a server was sent, its body read. */
export interface Received {
  method: string
  url: string
  headers: Record<string, string>
  body: string
}

/** A listener that keeps what it receives and answers what it is told to. */
export function recording(
  answer: (received: Received) => { status?: number; headers?: object; body?: string | Buffer },
) {
  const received: Received[] = []
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers: headers as Record<string, string>, body: Buffer.concat(chunks).toString() }
      received.push(one)
      const { status = 200, headers: own = {}, body = '' } = answer(one)
      response.writeHead(status, own as Record<string, string>).end(body)
    })
  }
  return { received, listener }
}

/** A failure that is final. */
export const finalFailure = (message: string | RegExp) => failure(message, undefined)
/** A failure that may pass. */
export const passingFailure = (message: string | RegExp, retry: unknown = true) => failure(message, retry)

const failure = (message: string | RegExp, retry: unknown) => ({
  name: 'StepError',
  message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
  retry,
})
