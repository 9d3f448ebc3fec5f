import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CredentialSecret } from '../credentials/credential.ts'

/** How the callers of a webhook sign: by which hash, and the header that holds the signature. */
export interface Signed {
  header: string
  algorithm: string
}

/** What a flow may name as `hmacAlgorithm`: what Node has everywhere and nobody is known to forge. */
const algorithms: readonly string[] = [
  ...['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256'],
  ...['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'],
]

/** The text of a credential that signatures are made with: its only one, of several the one named `key`. */
export function signingKey(secret: CredentialSecret): string | undefined {
  const [only, ...others] = Object.values(secret)
  return others.length === 0 ? only : Object.hasOwn(secret, 'key') ? secret.key : undefined
}

/** Whether a signature is the HMAC of a body in base64; compared in constant time. Of an unknown algorithm none is. */
export function isSignatureOf(
  body: Uint8Array,
  { key, algorithm, signature }: { key: string; algorithm: string; signature: string },
): boolean {
  if (!algorithms.includes(algorithm)) return false
  const expected = Buffer.from(createHmac(algorithm, key).update(body).digest('base64'))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
