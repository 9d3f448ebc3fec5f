import type { ServerResponse } from 'node:http'
import type { CompiledFlow } from './compile.ts'
import type { Done, Hooks, LiveNode, Message, NodeStatus, ReceiveEvent, SendEvent } from './embedded.ts'
import type { OpenRun, Runs } from './runs.ts'

/** What is known of one node: what it has in hand and what it has counted. */
interface Book {
  step: string
  isSource: boolean
  /** Delivered to it and not done with, each with the run it belongs to. */
  inHand: Map<Message, OpenRun | undefined>
  /** Of those, what its handler has been given. */
  atWork: Set<Message>
  /** Of those, what it has not been given yet: the flow pauses, or it has its fill. */
  waiting: { message: Message; done: Done }[]
  limit: number
  isHandingOver: boolean
  in: number
  out: number
  errors: number
  receivedAt: number
  /** What it shows of its connection, and since when; it is in trouble unless it shows that all is well. */
  status?: { text: string; isTrouble: boolean; since: number }
}

interface Ledger {
  flow: string
  books: Map<string, Book>
  /** HTTP requests that have not been answered. */
  openAnswers: Set<ServerResponse>
  isPaused: boolean
  lastAt: number
  lastError?: { at: string; step?: string; message: string }
}

/** What there is to tell of a flow. */
export interface Figures {
  inHand: number
  openAnswers: number
  /** The step that was handed a message last and has one in hand. */
  currentTask: string | null
  lastError?: { at: string; step?: string; message: string }
  steps: Record<string, { in: number; out: number; errors: number; inHand: number; status?: string }>
}

/** How long nothing may have happened in a flow before it counts as idle: what a timer of a function sends shows in between. */
const quietMilliseconds = 250

/** How long a node may be about to connect before that is an error. */
const connectMilliseconds = 5000

/**
 * Knows, by the hooks that each message passes, what every flow has in hand, and withholds what is not to be begun: in a
 * pause everything but what sources themselves take up, else what goes beyond the instances of a step. A message is
 * withheld where all pass, timers of nodes included, right before a node is given it.
 */
export class InHand {
  readonly #ledgers = new Map<string, Ledger>()
  readonly #runs: Runs
  readonly #now: () => number
  readonly hooks: Hooks

  constructor(runs: Runs, now: () => number) {
    this.#runs = runs
    this.#now = now
    this.hooks = {
      onSend: (events, done) => {
        for (const event of events) this.#sent(event)
        done()
      },
      preDeliver: ({ destination: { node }, msg }, done) => {
        this.#arrived(node, msg)
        done()
      },
      onReceive: (event, done) => this.#received(event, done),
      postReceive: ({ destination: { node }, msg }, done) => {
        // An old handler never says that it is done.
        if (node._expectedDoneCount === 0) this.#completed(node, msg)
        done()
      },
      onComplete: ({ node: { node }, msg }, done) => {
        this.#completed(node, msg)
        done()
      },
    }
  }

  /** Begins to count for a flow, from nothing. */
  open({ id, tab, steps, sources, limits }: CompiledFlow): void {
    const entries = Object.entries(steps).map(([node, step]): [string, Book] => [
      node,
      {
        step,
        isSource: sources.includes(node),
        inHand: new Map(),
        atWork: new Set(),
        waiting: [],
        limit: limits[node] ?? Infinity,
        isHandingOver: false,
        in: 0,
        out: 0,
        errors: 0,
        receivedAt: 0,
      },
    ])
    this.#ledgers.set(tab, {
      flow: id,
      books: new Map(entries),
      openAnswers: new Set(),
      isPaused: false,
      lastAt: this.#now(),
    })
  }

  has = (tab: string): boolean => this.#ledgers.has(tab)

  pause(tab: string): void {
    const ledger = this.#ledgers.get(tab)
    if (ledger) ledger.isPaused = true
  }

  /** Its sources are not there for now, and show nothing. */
  closeSources(tab: string): void {
    for (const book of this.#ledgers.get(tab)?.books.values() ?? []) if (book.isSource) book.status = undefined
  }

  /** Hands on what was withheld, in its order for each node. */
  resume(tab: string): void {
    const ledger = this.#ledgers.get(tab)
    if (!ledger?.isPaused) return
    ledger.isPaused = false
    for (const book of ledger.books.values()) this.#handOver(ledger, book)
  }

  /** Answers every open HTTP request of a flow with 503, so that no client waits for what never comes. */
  endAnswers(tab: string): void {
    for (const response of this.#ledgers.get(tab)?.openAnswers ?? []) {
      if (response.headersSent) response.destroy()
      else response.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"The flow was stopped."}')
    }
  }

  /** Forgets a flow and drops what it has withheld. */
  close(tab: string): void {
    const ledger = this.#ledgers.get(tab)
    this.#ledgers.delete(tab)
    for (const book of ledger?.books.values() ?? []) for (const { done } of book.waiting) done(false)
  }

  isIdle(tab: string): boolean {
    const ledger = this.#ledgers.get(tab)
    if (!ledger) return true
    const isBusy = ledger.openAnswers.size > 0 || [...ledger.books.values()].some(({ inHand }) => inHand.size > 0)
    return !isBusy && this.#now() - ledger.lastAt >= quietMilliseconds
  }

  /** Counts an error that was logged, by the node that says it. */
  failed(tab: string, node: string | undefined, message: string): void {
    const ledger = this.#ledgers.get(tab)
    const book = node === undefined ? undefined : ledger?.books.get(node)
    if (ledger) this.#countError(ledger, book, message, this.#runs.current())
  }

  /** Notes what a node shows of its connection. */
  noteStatus({ id, z }: LiveNode, { text: shown, fill }: NodeStatus['status']): void {
    const book = this.#ledgers.get(z ?? '')?.books.get(id)
    if (!book) return
    const text =
      typeof shown === 'string' ? shown.replace(/^(?:[\w-]+:)?[\w.-]+\.status\.([\w-]+)$/, '$1').slice(0, 200) : ''
    const isTrouble = fill === 'red' || fill === 'yellow'
    const since = book.status?.isTrouble === isTrouble ? book.status.since : this.#now()
    book.status = text === '' ? undefined : { text, isTrouble, since }
  }

  /** By the ids of the flows. */
  figures(): Record<string, Figures> {
    const now = this.#now()
    return Object.fromEntries([...this.#ledgers.values()].map((ledger) => [ledger.flow, figuresOf(ledger, now)]))
  }

  #find(node: LiveNode): { ledger: Ledger; book: Book } | undefined {
    const ledger = this.#ledgers.get(node.z ?? '')
    const book = ledger?.books.get(node.id)
    return ledger && book && { ledger, book }
  }

  #sent({ source: { node }, msg }: SendEvent): void {
    const found = this.#find(node)
    if (!found) return
    const { ledger, book } = found
    ledger.lastAt = this.#now()
    book.out++
    this.#runs.count(this.#runs.runOf(msg), book.step, 'out')
    const response = node.type === 'http in' ? msg.res?._res : undefined
    if (!response || ledger.openAnswers.has(response) || response.closed) return
    ledger.openAnswers.add(response)
    response.once('close', () => {
      ledger.openAnswers.delete(response)
      ledger.lastAt = this.#now()
    })
  }

  /** A message is in hand from when it is sent: it reaches its node only at the next turn of the event loop. */
  #arrived(node: LiveNode, message: Message): void {
    const found = this.#find(node)
    if (!found || found.book.inHand.has(message)) return
    const { ledger, book } = found
    ledger.lastAt = this.#now()
    const run = this.#runs.runOf(message)
    book.in++
    book.inHand.set(message, run)
    if (run) run.inHand++
    this.#runs.count(run, book.step, 'in')
  }

  #received({ destination: { node }, msg }: ReceiveEvent, done: Done): void {
    const found = this.#find(node)
    if (!found) return done()
    // Timers, catch nodes and calls of links come without having been sent.
    this.#arrived(node, msg)
    const { ledger, book } = found
    ledger.lastAt = book.receivedAt = this.#now()
    if (node.type === 'catch' && msg.error) this.#caught(ledger, msg)
    book.waiting.push({ message: msg, done })
    this.#handOver(ledger, book)
  }

  /** Gives a node what it may have by now. What it does at once with one message never nests in the next. */
  #handOver(ledger: Ledger, book: Book): void {
    if (book.isHandingOver) return
    book.isHandingOver = true
    try {
      while (book.waiting.length > 0 && book.atWork.size < book.limit && (book.isSource || !ledger.isPaused)) {
        const { message, done } = book.waiting.shift() as Book['waiting'][number]
        book.atWork.add(message)
        this.#runs.within(book.inHand.get(message), () => done())
      }
    } finally {
      book.isHandingOver = false
    }
  }

  #completed(node: LiveNode, message: Message): void {
    const found = this.#find(node)
    if (!found) return
    const { ledger, book } = found
    ledger.lastAt = this.#now()
    const run = book.inHand.get(message)
    // A second time is nothing: it is not there any more.
    if (book.inHand.delete(message) && run) {
      run.inHand--
      run.lastAt = ledger.lastAt
    }
    book.atWork.delete(message)
    if (book.waiting.length > 0) this.#handOver(ledger, book)
  }

  #caught(ledger: Ledger, message: Message): void {
    const book = ledger.books.get(message.error?.source?.id ?? '')
    const text = message.error?.message
    this.#countError(ledger, book, typeof text === 'string' ? text : '', this.#runs.runOf(message))
  }

  #countError(ledger: Ledger, book: Book | undefined, message: string, run: OpenRun | undefined): void {
    if (book) book.errors++
    this.#runs.count(run, book?.step ?? '', 'errors', message)
    ledger.lastError = { at: new Date(this.#now()).toISOString(), step: book?.step, message: message.slice(0, 500) }
  }
}

function figuresOf({ books, openAnswers, lastError }: Ledger, now: number): Figures {
  const all = [...books.values()]
  const busy = all.filter(({ inHand }) => inHand.size > 0).toSorted((one, other) => other.receivedAt - one.receivedAt)
  return {
    inHand: all.reduce((sum, { inHand }) => sum + inHand.size, 0),
    openAnswers: openAnswers.size,
    currentTask: busy[0]?.step ?? null,
    // What lasts comes before what has been.
    lastError: troubleOf(all, now) ?? lastError,
    steps: Object.fromEntries(
      all.map((book) => [
        book.step,
        { in: book.in, out: book.out, errors: book.errors, inHand: book.inHand.size, status: book.status?.text },
      ]),
    ),
  }
}

function troubleOf(books: readonly Book[], now: number): Ledger['lastError'] {
  for (const { step, status } of books)
    if (status?.isTrouble && now - status.since >= connectMilliseconds)
      return { at: new Date(status.since).toISOString(), step, message: `Step ${step}: ${status.text}` }
  return undefined
}
