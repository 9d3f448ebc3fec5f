import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/**
 * The SHA-256 of a file in hex, read piece by piece: the browser's own digest wants all of it in memory at once, and is missing
 * in pages that came over plain HTTP from elsewhere than this machine.
 */
export async function sha256Of(file: Blob, progress: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  const hash = sha256.create()
  const reader = file.stream().getReader()
  for (let bytes = 0; ;) {
    signal.throwIfAborted()
    const { done, value } = await reader.read()
    if (done) return bytesToHex(hash.digest())
    hash.update(value)
    bytes += value.length
    progress(bytes)
  }
}
