/** A login: the SHA-256 of its bearer token, and whom it speaks for. */
export interface Session {
  tenant: string
  tokenHash: string
  userName: string
  userId: string
  /** Epoch seconds. */
  expiresAt: number
}
