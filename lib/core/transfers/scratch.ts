/**
 * Where a written object waits until all of its source has been read: only then is its header known, are its types, and
 * that no later record is bad. A file on the worker's disk, so that memory does not follow the size of objects.
 */
export interface Scratch {
  /** Bytes to keep. They are the caller's again once this has resolved. */
  append(bytes: Uint8Array): Promise<void>
  /** All bytes that were appended, from the beginning; called once, after the last append. */
  read(): AsyncIterable<Uint8Array>
  discard(): Promise<void>
}

const bufferBytes = 32 * 1024

/** Gathers rows and hands them on in pieces. What it holds is less than a piece and a row. */
export class RowBuffer {
  private readonly buffer = Buffer.allocUnsafe(bufferBytes)
  private used = 0
  private readonly scratch: Scratch

  constructor(scratch: Scratch) {
    this.scratch = scratch
  }

  /** Adds a row with an end of one byte. Answers how long the row is, at once unless a piece is handed on. */
  add(row: string, end: number): number | Promise<number> {
    // A UTF-16 unit has at most three bytes in UTF-8, so a row that fits by that is written without being measured.
    return row.length * 3 + 1 <= bufferBytes - this.used ? this.put(row, end) : this.addSlowly(row, end)
  }

  /** Hands on what is held. */
  async flush(): Promise<void> {
    if (this.used > 0) await this.scratch.append(this.buffer.subarray(0, this.used))
    this.used = 0
  }

  private put(row: string, end: number): number {
    const bytes = this.buffer.write(row, this.used)
    this.used += bytes
    this.used = this.buffer.writeUInt8(end, this.used)
    return bytes
  }

  private async addSlowly(row: string, end: number): Promise<number> {
    await this.flush()
    const bytes = Buffer.byteLength(row)
    if (bytes + 1 <= bufferBytes) return this.put(row, end)
    await this.scratch.append(Buffer.concat([Buffer.from(row), Buffer.of(end)]))
    return bytes
  }
}
