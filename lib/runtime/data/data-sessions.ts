import { S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { sessionTag } from '#core/transfers/session-tag.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Environment } from '../invocation/context.ts'

/** Whose buckets: a policy may ask for both (docs/decisions/0046). */
export interface DataOwner {
  tenant: string
  /** The flow's handle. */
  flow: string
}

/** A role that another role assumes is held for an hour at most; a call that begins at the end of this still has time. */
const keptMilliseconds = 50 * 60 * 1000
const sessionSeconds = 3600

/** Sessions kept in one worker. */
const mostSessions = 100

interface Session {
  client: Promise<S3Client>
  until: number
}

/** Sessions of the data role, one for each flow. */
export class DataSessions {
  readonly #env: Environment
  readonly #sts: STSClient
  readonly #sessions = new Map<string, Session>()

  constructor(env: Environment) {
    const { region, endpoint, credentials } = env
    this.#env = env
    this.#sts = new STSClient({ region, endpoint, credentials })
  }

  /** A client of S3 in the session of a flow; to be asked for again before each call, as sessions end. */
  client(owner: DataOwner, now: Date): Promise<S3Client> {
    const name = `${owner.tenant}/${owner.flow}`
    const known = this.#sessions.get(name)
    if (known && now.getTime() < known.until) return known.client
    const client = this.#open(owner)
    this.#sessions.delete(name)
    this.#sessions.set(name, { client, until: now.getTime() + keptMilliseconds })
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > mostSessions && oldest !== undefined) this.#sessions.delete(oldest)
    // A failure is not kept: the next call asks again.
    client.catch(() => this.#sessions.get(name)?.client === client && this.#sessions.delete(name))
    return client
  }

  async #open({ tenant, flow }: DataOwner): Promise<S3Client> {
    const { dataRoleArn, region, endpoint } = this.#env
    const tags = { tenant: sessionTag(tenant), flow: sessionTag(flow) }
    const command = new AssumeRoleCommand({
      RoleArn: dataRoleArn,
      RoleSessionName: `flow-${tags.flow}`.slice(0, 64),
      DurationSeconds: sessionSeconds,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    })
    const { Credentials } = await this.#sts.send(command)
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {}
    return new S3Client({
      region,
      endpoint,
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
      // One machine has no names for buckets.
      forcePathStyle: endpoint !== undefined,
      maxAttempts: 4,
      requestHandler: { connectionTimeout: 5000, socketTimeout: 60_000 },
    })
  }
}

/** The sessions that a worker keeps. */
export const dataSessions = clientFor((env: Environment) => new DataSessions(env))
