import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { AwsError } from './aws/protocol.ts'

/** Credentials of an assumed role, as they are in their token. */
export interface Session {
  accessKeyId: string
  role: string
  name: string
  tags: Record<string, string>
  /** Epoch seconds. */
  expiresAt: number
}

export interface SessionCredentials extends Session {
  secretAccessKey: string
  sessionToken: string
}

/**
 * Sessions of roles. Nothing of them is kept: the token carries what the session is, under a seal that only the holder of
 * the master key can make, and the secret is derived from it.
 */
export class Sessions {
  readonly #key: string

  constructor(masterKey: string) {
    this.#key = masterKey
  }

  issue(session: Omit<Session, 'accessKeyId'>): SessionCredentials {
    const made = { ...session, accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}` }
    const claims = Buffer.from(JSON.stringify(made)).toString('base64url')
    return { ...made, secretAccessKey: this.#secretOf(claims), sessionToken: `${claims}.${this.#sealOf(claims)}` }
  }

  /** The session a token is of. Throws for one that is not ours, of another key, or over. */
  open(accessKeyId: string, token: string, now: Date): SessionCredentials {
    const [claims = '', seal = ''] = token.split('.')
    const [given, expected] = [Buffer.from(seal), Buffer.from(this.#sealOf(claims))]
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw invalid()
    const session = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Session
    if (session.accessKeyId !== accessKeyId) throw invalid()
    if (now.getTime() / 1000 >= session.expiresAt)
      throw new AwsError('ExpiredToken', 'The provided token has expired.', 400)
    return { ...session, secretAccessKey: this.#secretOf(claims), sessionToken: token }
  }

  #sealOf(claims: string): string {
    return createHmac('sha256', this.#key).update(`session token ${claims}`).digest('base64url')
  }

  #secretOf(claims: string): string {
    return createHmac('sha256', this.#key).update(`session secret ${claims}`).digest('base64').slice(0, 40)
  }
}

const invalid = () => new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400)
