import type { WantedFlows, WantedRun } from '#core/agents/hosted-flows.ts'

/** The agent protocol as an agent sees it: what it sends and what it is told. See docs/architecture.md. */
export interface Desired {
  serverId: string
  generation: number
  cluster?: { id: string; name: string; multicast: boolean }
  command?: {
    kind: 'restart' | 'stop'
    generation: number
    validSeconds: number
    drainSeconds: number
    onDrainTimeout: 'force' | 'fail'
  }
  filesGeneration?: number
  applications: Record<
    string,
    {
      versionId?: string
      placement?: string
      state?: 'started' | 'stopped'
      restartGeneration?: number
      flows?: Record<string, 'running' | 'paused' | 'stopped'>
      endpoints?: Record<string, 'started' | 'stopped'>
    }
  >
  /** Flows to host; see docs/dialects/agent.md. */
  flowsGeneration?: number
  flows?: WantedFlows
  runs?: WantedRun[]
}

export interface CheckInAnswer {
  nextSeconds: number
  desired?: Desired
  reportWanted?: boolean
  metricsWanted?: boolean
}

export interface Answer {
  status: number
  body: unknown
  /** The bytes of the body, as they came. */
  text?: string
}

/** Sends one request to the control plane, a GET without a body. Rejects when it cannot be reached. */
export type Send = (path: string, body: object | undefined, credential: string) => Promise<Answer>

/** Fetches what a signed URL leads to. Rejects when it cannot. */
export type Fetch = (url: string) => Promise<Uint8Array>

/** What GetArtifact and GetFile answer. */
export interface Artifact {
  url: string
  sha256: string
  sizeBytes: number
}

/** What ListFiles answers. */
export interface FileList {
  filesGeneration: number
  files: { path: string; sizeBytes: number; sha256: string }[]
}

/** Over HTTP, as a real agent would. */
export const httpSend =
  (url: string): Send =>
  async (path, body, credential) => {
    const answer = await fetch(`${url}/agent${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    const text = await answer.text()
    return { status: answer.status, body: text ? (JSON.parse(text) as unknown) : undefined, text }
  }

/** Over HTTP, as a real agent would; a store that is slow is given up after a minute. */
export const httpFetch: Fetch = async (url) => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) })
  if (!answer.ok) throw new Error(`The store answered ${answer.status}.`)
  return new Uint8Array(await answer.arrayBuffer())
}
