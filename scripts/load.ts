import { Agent, request } from 'node:http'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { NodeSha256 } from '../lib/runtime/credentials/sigv4.ts'

/** A closed loop of AppFlow calls, signed, each client on a connection of its own. Forked, with its task as an argument. */
export interface LoadTask {
  url: string
  key: { accessKeyId: string; secretAccessKey: string }
  clients: number
  seconds: number
  /** What each client does in turn, to the flow `load-<its number>`. */
  actions: readonly ('start-flow' | 'stop-flow' | 'describe-flow' | 'list-flows')[]
}

/** Times in milliseconds. */
export interface LoadReport {
  count: number
  errors: number
  seconds: number
  p50: number
  p99: number
  longest: number
  median: Partial<Record<string, number>>
}

const { url, key, clients, seconds, actions } = JSON.parse(process.argv[2] ?? '') as LoadTask
const { hostname, port } = new URL(url)
const signer = new SignatureV4({ credentials: key, region: 'us-east-1', service: 'appflow', sha256: NodeSha256 })
const times: Record<string, number[]> = {}
let errors = 0
const began = performance.now()
const until = began + seconds * 1000

await Promise.all(Array.from({ length: clients }, (_, index) => client(index)))
const elapsed = (performance.now() - began) / 1000
const sorted = Object.values(times)
  .flat()
  .sort((one, other) => one - other)
const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
process.send?.({
  count: sorted.length,
  errors,
  seconds: elapsed,
  p50: at(0.5),
  p99: at(0.99),
  longest: sorted.at(-1) ?? 0,
  median: Object.fromEntries(
    Object.entries(times).map(([action, each]) => [
      action,
      each.sort((one, other) => one - other)[Math.floor(each.length / 2)],
    ]),
  ),
} satisfies LoadReport)

async function client(index: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let turn = 0; performance.now() < until; turn++) {
    const action = actions[turn % actions.length] ?? 'list-flows'
    const body = JSON.stringify(action === 'list-flows' ? { maxResults: 20 } : { flowName: `load-${index}` })
    const headers = { host: `${hostname}:${port}`, 'content-type': 'application/json' }
    const path = `/appflow/${action}`
    const signed = await signer.sign(
      new HttpRequest({ method: 'POST', protocol: 'http:', hostname, port: Number(port), path, headers, body }),
    )
    const sent = performance.now()
    const status = await new Promise<number>((resolve) => {
      const call = request({ agent, hostname, port, path, method: 'POST', headers: signed.headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
      })
      call.on('error', () => resolve(0)).end(body)
    })
    if (status !== 200) errors++
    ;(times[action] ??= []).push(performance.now() - sent)
  }
  agent.destroy()
}
