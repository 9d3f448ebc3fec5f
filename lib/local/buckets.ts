import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { names } from './names.ts'
import { openObjectFiles, type ObjectFiles } from './object-files.ts'
import type { State } from './state.ts'

export interface Bucket {
  name: string
  createdAt: string
  files: ObjectFiles
  /** The text of its policy. */
  policy?: string
}

/** The product's bucket, and those that users make for flows to read and write. */
export class Buckets {
  readonly #state: State
  readonly #folder: string
  readonly #now: () => Date
  readonly #buckets = new Map<string, Bucket>()
  readonly own: Bucket

  private constructor(state: State, folder: string, now: () => Date) {
    this.#state = state
    this.#folder = folder
    this.#now = now
    this.own = { name: names.bucket, createdAt: new Date(0).toISOString(), files: openObjectFiles(folder, now) }
  }

  static async open(state: State, folder: string, now: () => Date): Promise<Buckets> {
    const buckets = new Buckets(state, folder, now)
    await state.restore<Pick<Bucket, 'createdAt' | 'policy'>>('bucket', ({ createdAt, policy }, name) =>
      buckets.#add({ createdAt, policy, name }),
    )
    return buckets
  }

  get all(): Bucket[] {
    return [this.own, ...this.#buckets.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  get(name: string): Bucket | undefined {
    return name === this.own.name ? this.own : this.#buckets.get(name)
  }

  async make(name: string, policy: string): Promise<void> {
    await this.#keep({ name, createdAt: this.#now().toISOString(), policy })
  }

  async setPolicy({ name, createdAt }: Bucket, policy: string | undefined): Promise<void> {
    await this.#keep({ name, createdAt, policy })
  }

  async drop({ name }: Bucket): Promise<void> {
    await this.#state.remove('bucket', name)
    this.#buckets.delete(name)
    await rm(this.#folderOf(name), { recursive: true, force: true })
  }

  async #keep(bucket: Omit<Bucket, 'files'>): Promise<void> {
    await this.#state.put('bucket', bucket.name, { createdAt: bucket.createdAt, policy: bucket.policy })
    this.#add(bucket)
  }

  #add(bucket: Omit<Bucket, 'files'>): void {
    const files = this.#buckets.get(bucket.name)?.files ?? openObjectFiles(this.#folderOf(bucket.name), this.#now)
    this.#buckets.set(bucket.name, { ...bucket, files })
  }

  #folderOf(name: string): string {
    return join(this.#folder, 'buckets', name)
  }
}
