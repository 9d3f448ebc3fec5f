/** The agent protocol as an agent sees it: what it sends and what it is told. See docs/architecture.md. */
export interface Desired {
  serverId: string
  generation: number
  cluster?: { id: string; name: string; multicast: boolean }
  order?: {
    kind: 'restart' | 'stop'
    generation: number
    validSeconds: number
    drainSeconds: number
    onDrainTimeout: 'force' | 'fail'
  }
  applications: Record<
    string,
    {
      state?: 'started' | 'stopped'
      restartGeneration?: number
      flows?: Record<string, 'running' | 'paused' | 'stopped'>
      endpoints?: Record<string, 'started' | 'stopped'>
    }
  >
}

export interface CheckInAnswer {
  nextSeconds: number
  desired?: Desired
  reportWanted?: boolean
  figuresWanted?: boolean
}

export interface Answer {
  status: number
  body: unknown
}

/** Sends one request to the control plane. Rejects when it can not be reached. */
export type Send = (path: string, body: object, credential: string) => Promise<Answer>

/** Over HTTP, as a real agent would. */
export const httpSend =
  (url: string): Send =>
  async (path, body, credential) => {
    const answer = await fetch(`${url}/agent${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    const text = await answer.text()
    return { status: answer.status, body: text ? (JSON.parse(text) as unknown) : undefined }
  }
