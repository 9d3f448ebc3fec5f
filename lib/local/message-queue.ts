import type { Timers } from './timers.ts'

export interface MessageAttribute {
  DataType: string
  StringValue?: string
  /** Base64. */
  BinaryValue?: string
}

/** A message as it is kept. Times are epoch milliseconds. */
export interface QueuedMessage {
  /** Unique, and sorted by time of sending. */
  key: string
  id: string
  body: string
  attributes?: Record<string, MessageAttribute>
  traceHeader?: string
  groupId?: string
  sender: string
  sentAt: number
  /** A delayed message can be received from then on. */
  availableAt?: number
  receiveCount: number
  firstReceivedAt?: number
  /** The ARN of the queue it came from, in a dead-letter queue. */
  deadLetterSource?: string
  /** The name of its record, where an earlier version wrote it. */
  recordedAs?: string
}

interface Group {
  /** In the order in which they became visible. */
  visible: Map<string, QueuedMessage>
  inFlight: number
}

interface Hidden {
  message: QueuedMessage
  isInFlight: boolean
  cancel: () => void
}

/**
 * The messages of one standard queue, in memory: visible ones by message group, and those hidden because they are delayed or
 * in flight. As in a fair queue, a group with fewer messages in flight goes first, so that one with many holds up no other.
 */
export class MessageQueue {
  readonly #timers: Timers
  readonly #all = new Map<string, QueuedMessage>()
  readonly #groups = new Map<string, Group>()
  readonly #hidden = new Map<string, Hidden>()
  readonly #waiting = new Set<() => void>()
  #isStopped = false

  constructor(timers: Timers) {
    this.#timers = timers
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  get counts(): { visible: number; inFlight: number; delayed: number } {
    const inFlight = [...this.#groups.values()].reduce((sum, group) => sum + group.inFlight, 0)
    return {
      visible: this.#all.size - this.#hidden.size,
      inFlight,
      delayed: this.#hidden.size - inFlight,
    }
  }

  /** Every message, in flight or not. */
  get messages(): QueuedMessage[] {
    return [...this.#all.values()]
  }

  find(key: string): QueuedMessage | undefined {
    return this.#all.get(key)
  }

  /** Adds a message, visible at once or from `availableAt` on. */
  add(message: QueuedMessage): void {
    this.#all.set(message.key, message)
    if ((message.availableAt ?? 0) > this.#timers.now().getTime()) this.#hide(message, message.availableAt ?? 0, false)
    else this.#show(message)
  }

  /** Takes the next visible message and hides it until `until`; undefined when none is visible. */
  take(until: number): QueuedMessage | undefined {
    const group = this.#fairest()
    const [message] = group?.visible.values() ?? []
    if (!group || !message) return undefined
    group.visible.delete(message.key)
    this.#hide(message, until, true)
    return message
  }

  /** A message in flight. */
  inFlight(key: string): QueuedMessage | undefined {
    const hidden = this.#hidden.get(key)
    return hidden?.isInFlight ? hidden.message : undefined
  }

  /** Hides a message that is in flight until another time. */
  hideUntil(key: string, until: number): void {
    const message = this.inFlight(key)
    if (!message) return
    this.#unhide(key)
    if (until > this.#timers.now().getTime()) this.#hide(message, until, true)
    else this.#show(message)
  }

  remove({ key, groupId = '' }: QueuedMessage): void {
    this.#all.delete(key)
    this.#unhide(key)
    this.#groups.get(groupId)?.visible.delete(key)
    this.#dropEmpty(groupId)
  }

  /** Calls `wake` once: when a message becomes visible, or when all are woken. */
  onVisible(wake: () => void): void {
    this.#waiting.add(wake)
  }

  /** Ends all timers and wakes all who wait. */
  stop(): void {
    this.#isStopped = true
    for (const { cancel } of this.#hidden.values()) cancel()
    this.wake()
  }

  #fairest(): Group | undefined {
    let fairest: Group | undefined
    for (const group of this.#groups.values()) {
      if (group.visible.size > 0 && (!fairest || group.inFlight < fairest.inFlight)) fairest = group
    }
    return fairest
  }

  #show(message: QueuedMessage): void {
    this.#groupOf(message).visible.set(message.key, message)
    this.wake()
  }

  #hide(message: QueuedMessage, until: number, isInFlight: boolean): void {
    if (isInFlight) this.#groupOf(message).inFlight++
    const cancel = this.#timers.at(new Date(until), () => {
      this.#unhide(message.key)
      this.#show(message)
    })
    this.#hidden.set(message.key, { message, isInFlight, cancel })
  }

  #unhide(key: string): void {
    const hidden = this.#hidden.get(key)
    if (!hidden) return
    hidden.cancel()
    this.#hidden.delete(key)
    if (hidden.isInFlight) this.#groupOf(hidden.message).inFlight--
  }

  #groupOf({ groupId = '' }: QueuedMessage): Group {
    const group = this.#groups.get(groupId) ?? { visible: new Map<string, QueuedMessage>(), inFlight: 0 }
    this.#groups.set(groupId, group)
    return group
  }

  #dropEmpty(groupId: string): void {
    const group = this.#groups.get(groupId)
    if (group?.inFlight === 0 && group.visible.size === 0) this.#groups.delete(groupId)
  }

  /** Wakes all who wait. */
  wake(): void {
    const woken = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of woken) wake()
  }
}
