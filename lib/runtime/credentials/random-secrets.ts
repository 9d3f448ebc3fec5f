import { createHash, randomBytes } from 'node:crypto'

/** Secrets that we make: 256 random bits as text, unless told otherwise. They need no slow hash; only their SHA-256 is kept. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url')
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
