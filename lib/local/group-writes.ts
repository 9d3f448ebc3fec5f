export type Write = { PutRequest: { Item: object } } | { DeleteRequest: { Key: object } }

interface Waiting {
  write: Write
  resolve: () => void
  reject: (error: unknown) => void
}

/** As many as the engine takes at once. */
const mostTogether = 25
/** While one batch is being written the next one fills. */
const mostBatches = 2

/**
 * Writes together what is asked for while others are being written: a commit to disk costs about the same for one record as for
 * twenty-five. No two of them may be of one record at a time. When a batch is refused each of its writes is tried alone, so
 * that none fails for what is wrong with another.
 */
export function groupWrites(writeAll: (writes: Write[]) => Promise<void>): (write: Write) => Promise<void> {
  const waiting: Waiting[] = []
  let active = 0

  async function flush(): Promise<void> {
    if (active === mostBatches || waiting.length === 0) return
    const batch = waiting.splice(0, mostTogether)
    active++
    await settle(batch)
    active--
    await flush()
  }

  async function settle(batch: Waiting[]): Promise<void> {
    try {
      await writeAll(batch.map(({ write }) => write))
      for (const { resolve } of batch) resolve()
    } catch (error) {
      const [one, ...others] = batch
      if (others.length === 0) one?.reject(error)
      else for (const each of batch) await settle([each])
    }
  }

  return (write) =>
    new Promise((resolve, reject) => {
      waiting.push({ write, resolve, reject })
      void flush()
    })
}
