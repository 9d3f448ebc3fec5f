import { createHash, randomBytes } from 'node:crypto'

/** Secrets that we make: 256 random bits as text. They need no slow hash; only their SHA-256 is kept. */
export const newSecret = (): string => randomBytes(32).toString('base64url')
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
