import type { Timers } from '../local/timers.ts'
import { backoffSeconds } from './options.ts'
import type { CheckInAnswer, Send } from './protocol.ts'

/** Who an agent is to the control plane, once it has enrolled. */
export interface Identity {
  agentId: string
  credential: string
}

/** One thing said, and what to do when it has been heard. */
export interface Saying {
  /** Members of a check-in besides protocol, boot id and number. */
  body: object
  acknowledged: () => void | Promise<void>
}

export interface Speaker {
  send: Send
  timers: Timers
  random: () => number
  /** An enrolment token, for the first time and for when the credential is refused. */
  token?: string
  /** What it says of itself when it enrols. */
  introduction: () => { name: string; agentUrl: string; hostIp: string; runtimeVersion: string }
  identity: () => Identity | undefined
  /** Enrolled: nothing that was known of another identity holds. */
  enrolled: (identity: Identity) => Promise<void>
  say: () => Promise<Saying>
  /** Does what an answer asks for. */
  heard: (answer: CheckInAnswer) => Promise<void>
  /** Whether something is to be said before the next time. */
  hasNews: () => boolean
}

/**
 * An agent's side of the protocol: it enrols once, checks in when it was told to or has news, one exchange after the other,
 * and refused, misunderstood or cut off comes back with growing, random pauses. It lasts as long as one boot.
 */
export class Conversation {
  readonly #speaker: Speaker
  readonly #bootId: string
  #seq = 0
  #failures = 0
  #cancelNext: (() => void) | undefined
  #talking: Promise<void> | undefined
  #isOver = false

  constructor(speaker: Speaker, bootId: string) {
    this.#speaker = speaker
    this.#bootId = bootId
  }

  /** Says what there is to say, then sets the time of the next check-in. */
  talk(): void {
    if (this.#talking || this.#isOver) return
    this.#cancelNext?.()
    this.#talking = this.#exchange().then((pause) => {
      this.#talking = undefined
      if (this.#isOver) return
      const { timers, hasNews } = this.#speaker
      // Something has changed since the last look; one that was refused waits all the same.
      if (this.#failures === 0 && hasNews()) return this.talk()
      this.#cancelNext = timers.at(new Date(timers.now().getTime() + pause * 1000), () => this.talk())
    })
  }

  /** Checks in, now or after what is being said, and resolves when nothing is being said any more. */
  async checkIn(): Promise<void> {
    await this.quiet()
    this.talk()
    await this.quiet()
  }

  async quiet(): Promise<void> {
    while (this.#talking) await this.#talking
  }

  /** Falls silent at once. */
  end(): void {
    this.#isOver = true
    this.#cancelNext?.()
  }

  /** Exchanges until there is no news; seconds until the next time. */
  async #exchange(): Promise<number> {
    const { heard, hasNews, random } = this.#speaker
    for (;;) {
      const answer = await this.#sayOnce().catch(() => undefined)
      if (this.#isOver) return 0
      if (!answer) return backoffSeconds(this.#failures++, random())
      try {
        await heard(answer)
      } catch (error) {
        console.error(error)
        return backoffSeconds(this.#failures++, random())
      }
      this.#failures = 0
      if (this.#isOver || !hasNews()) return answer.nextSeconds
    }
  }

  /** One check-in, after enrolling if need be. Undefined when it was refused: everything goes on as it is. */
  async #sayOnce(): Promise<CheckInAnswer | undefined> {
    const { identity, say, send, token } = this.#speaker
    if (!identity() && !(await this.#enrol())) return undefined
    const { body, acknowledged } = await say()
    const { agentId, credential } = identity() ?? { agentId: '', credential: '' }
    const said = { protocol: 1, bootId: this.#bootId, seq: ++this.#seq, ...body }
    const answer = await send(`/agents/${agentId}/check-in`, said, credential)
    if (this.#isOver) return undefined
    if (answer.status === 401 && token) await this.#enrol()
    if (answer.status !== 200) return undefined
    await acknowledged()
    return answer.body as CheckInAnswer
  }

  async #enrol(): Promise<boolean> {
    const { token, introduction, send, enrolled } = this.#speaker
    if (!token) return false
    const answer = await send('/agents', { protocol: 1, ...introduction() }, token)
    if (answer.status !== 201 || this.#isOver) return false
    const { agentId, credential } = answer.body as Identity
    await enrolled({ agentId, credential })
    return true
  }
}
