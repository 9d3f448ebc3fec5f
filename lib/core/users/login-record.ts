/** What is remembered of a user's sign-ins through Open Integration Hub. */
export interface LoginRecord {
  tenant: string
  userId: string
  lastLoginAt?: string
  /** When a user who is not active sent the right password. */
  refusedAt?: string
  /** Refused sign-ins since the last. */
  failedCount: number
}
