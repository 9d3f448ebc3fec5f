/** Wrong passwords for one user name since the window began; forgotten when the window ends. */
export interface LoginAttempts {
  tenant: string
  userName: string
  count: number
  /** Epoch seconds. */
  expiresAt: number
}

/** Ten wrong passwords in 15 minutes close the name for the rest of the window: slow enough against guessing. */
export const loginAttemptsAllowed = 10
export const loginWindowSeconds = 900
