import { randomUUID } from 'node:crypto'
import type { QueueDeclaration } from '#runtime/declarations/queues.ts'
import { MessageQueue, type QueuedMessage } from './message-queue.ts'
import { queueArn } from './names.ts'
import type { State } from './state.ts'
import type { Timers } from './timers.ts'

/** What can be set of a queue. */
export interface QueueSettings {
  visibilitySeconds: number
  retentionSeconds: number
  delaySeconds: number
  waitSeconds: number
  /** Where a message goes that was received this often and was not deleted. */
  redrive?: { to: string; maxReceiveCount: number }
}

export interface LocalQueue {
  name: string
  settings: QueueSettings
  createdAt: number
  modifiedAt: number
  messages: MessageQueue
}

/** What is sent. */
export interface Outgoing extends Pick<QueuedMessage, 'body' | 'attributes' | 'traceHeader' | 'groupId'> {
  sender?: string
  delaySeconds?: number
}

export interface Receive {
  most: number
  visibilitySeconds?: number
}

export const defaultSettings: QueueSettings = {
  visibilitySeconds: 30,
  retentionSeconds: 4 * 86_400,
  delaySeconds: 0,
  waitSeconds: 0,
}

/** As large as an item of the engine may be, less what stands beside the message. */
export const largestRecordBytes = 390_000

/**
 * Queues whose messages are on disk before whoever sent them is answered, and until they are deleted. What a process had in
 * flight when it ended is visible as soon as the next one starts, with its receive count: nobody is working on it any more.
 */
export class Queues {
  readonly #state: State
  readonly #timers: Timers
  readonly #queues = new Map<string, LocalQueue>()

  private constructor(state: State, timers: Timers) {
    this.#state = state
    this.#timers = timers
  }

  /** The declared queues and those that were created, with the messages an earlier process left. */
  static async open(state: State, timers: Timers, declared: readonly QueueDeclaration[]): Promise<Queues> {
    const queues = new Queues(state, timers)
    for (const one of declared) queues.#add(one.name, settingsOf(one), { createdAt: 0, modifiedAt: 0 })
    type Kept = { settings: QueueSettings; createdAt: number; modifiedAt: number }
    await state.restore<Kept>('queue', ({ settings, ...times }, name) => queues.#add(name, settings, times))
    await state.restore<QueuedMessage>('message', (message, name) => queues.#restore(message, name, declared))
    return queues
  }

  get all(): LocalQueue[] {
    return [...this.#queues.values()]
  }

  get(name: string): LocalQueue | undefined {
    return this.#queues.get(name)
  }

  /** Makes a queue, or gives one other settings. */
  async save(name: string, settings: QueueSettings): Promise<LocalQueue> {
    const now = this.#timers.now().getTime()
    const times = { createdAt: this.#queues.get(name)?.createdAt ?? now, modifiedAt: now }
    await this.#state.put('queue', name, { settings, ...times })
    return this.#add(name, settings, times)
  }

  async drop(queue: LocalQueue): Promise<void> {
    await this.purge(queue)
    queue.messages.stop()
    this.#queues.delete(queue.name)
    await this.#state.remove('queue', queue.name)
  }

  async purge(queue: LocalQueue): Promise<void> {
    await Promise.all(queue.messages.messages.map((message) => this.remove(queue, message)))
  }

  /** Sends a message: resolves when it is on disk. Throws a RangeError for one that is too large. */
  async send(queue: LocalQueue, { delaySeconds, sender = '', ...outgoing }: Outgoing): Promise<QueuedMessage> {
    const sentAt = this.#timers.now().getTime()
    const delay = delaySeconds ?? queue.settings.delaySeconds
    const id = randomUUID()
    const message: QueuedMessage = {
      ...outgoing,
      key: `${String(sentAt).padStart(15, '0')}-${id}`,
      id,
      sender,
      sentAt,
      ...(delay > 0 ? { availableAt: sentAt + delay * 1000 } : {}),
      receiveCount: 0,
    }
    await this.#put(queue, message)
    queue.messages.add(message)
    return message
  }

  /** Takes the messages that are visible, and hides them. */
  async receive(queue: LocalQueue, { most, visibilitySeconds }: Receive): Promise<QueuedMessage[]> {
    const seconds = visibilitySeconds ?? queue.settings.visibilitySeconds
    const taken: QueuedMessage[] = []
    while (taken.length < most && !queue.messages.isStopped) {
      const now = this.#timers.now().getTime()
      // Not hidden at all it could be taken twice at once.
      const message = queue.messages.take(now + Math.max(seconds, 1) * 1000)
      if (!message) break
      if (!(await this.#leaves(queue, message, now))) taken.push(message)
    }
    await Promise.all(taken.map((message) => this.#noteReceipt(queue, message)))
    if (seconds === 0) for (const { key } of taken) queue.messages.hideUntil(key, 0)
    return taken
  }

  /** Resolves when a message is visible, at `until` (epoch milliseconds), when all is stopped, or when it is woken and `isOver`. */
  async untilVisible({ messages }: LocalQueue, until = Infinity, isOver = () => false): Promise<void> {
    const isTime = () => this.#timers.now().getTime() >= until
    while (messages.counts.visible === 0 && !messages.isStopped && !isTime() && !isOver()) {
      await new Promise<void>((resolve) => {
        const cancelTimer = Number.isFinite(until) ? this.#timers.at(new Date(until), () => messages.wake()) : undefined
        messages.onVisible(() => {
          cancelTimer?.()
          resolve()
        })
      })
    }
  }

  async remove(queue: LocalQueue, message: QueuedMessage): Promise<void> {
    queue.messages.remove(message)
    await this.#state.remove('message', recordOf(queue, message))
  }

  /** Moves a message to another queue: as it is to a dead-letter queue, or sent anew from one. */
  async move(from: LocalQueue, message: QueuedMessage, to: LocalQueue, isRedrive: boolean): Promise<void> {
    if (isRedrive) {
      const { body, attributes, traceHeader, groupId, sender } = message
      await this.send(to, { body, attributes, traceHeader, groupId, sender, delaySeconds: 0 })
    } else {
      const moved = {
        ...message,
        availableAt: undefined,
        recordedAs: undefined,
        deadLetterSource: queueArn(from.name),
      }
      await this.#put(to, moved)
      to.messages.add(moved)
    }
    await this.remove(from, message)
  }

  /** Wakes all who wait for messages. */
  stop(): void {
    for (const { messages } of this.all) messages.stop()
  }

  /** Whether a message that was taken goes elsewhere instead: it is too old, or was received too often. */
  async #leaves(queue: LocalQueue, message: QueuedMessage, now: number): Promise<boolean> {
    const { redrive, retentionSeconds } = queue.settings
    if (now - message.sentAt > retentionSeconds * 1000) {
      await this.remove(queue, message)
      return true
    }
    const to = redrive && message.receiveCount >= redrive.maxReceiveCount ? this.get(redrive.to) : undefined
    if (to) await this.move(queue, message, to, false)
    return to !== undefined
  }

  async #noteReceipt(queue: LocalQueue, message: QueuedMessage): Promise<void> {
    message.receiveCount++
    message.firstReceivedAt ??= this.#timers.now().getTime()
    await this.#put(queue, message)
  }

  async #put(queue: LocalQueue, message: QueuedMessage): Promise<void> {
    if (Buffer.byteLength(JSON.stringify(message)) > largestRecordBytes)
      throw new RangeError('The message is too long.')
    await this.#state.put('message', recordOf(queue, message), message)
  }

  #add(name: string, settings: QueueSettings, times: Pick<LocalQueue, 'createdAt' | 'modifiedAt'>): LocalQueue {
    const messages = this.#queues.get(name)?.messages ?? new MessageQueue(this.#timers)
    const queue = { name, settings, ...times, messages }
    this.#queues.set(name, queue)
    return queue
  }

  /** Earlier versions had one queue, and kept text and time of a message under its id alone. */
  #restore(message: QueuedMessage, record: string, [deadLetters]: readonly QueueDeclaration[]): void {
    if (typeof message.body !== 'string') throw new Error('It has no text.')
    const [name, key = ''] = record.includes('/') ? record.split('/') : [deadLetters?.name, record]
    const queue = this.#queues.get(name ?? '')
    if (!queue) throw new Error(`There is no queue ${name}.`)
    const former = { key, id: key.slice(16), sender: '', receiveCount: 0, recordedAs: record }
    queue.messages.add({ ...former, ...message })
  }
}

const recordOf = ({ name }: LocalQueue, { key, recordedAs }: QueuedMessage): string => recordedAs ?? `${name}/${key}`

const settingsOf = ({ visibilitySeconds, retentionDays, redrive }: QueueDeclaration): QueueSettings => ({
  ...defaultSettings,
  visibilitySeconds,
  retentionSeconds: retentionDays * 86_400,
  redrive,
})
