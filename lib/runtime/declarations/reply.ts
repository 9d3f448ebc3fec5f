/** An answer with something of HTTP to it: headers, or a status other than the operation's. Other entries see the body. */
export class Reply<Body = unknown> {
  readonly body: Body
  readonly headers: Record<string, string>
  readonly status: number | undefined
  constructor(body: Body, headers: Record<string, string>, status?: number) {
    this.body = body
    this.headers = headers
    this.status = status
  }
}

/** An answer as a reply: most have nothing of HTTP to them. */
export const replyOf = (answer: unknown): Reply => (answer instanceof Reply ? (answer as Reply) : new Reply(answer, {}))

/** An answer as the record of a client token keeps it, headers and all. */
export interface RecordedAnswer {
  body: unknown
  headers?: Record<string, string>
  status?: number
}

export function toRecord(answer: unknown): RecordedAnswer {
  if (!(answer instanceof Reply)) return { body: answer }
  const { body, headers, status } = answer as Reply
  return { body, headers, status }
}

/** The answer that a record was made of. */
export const fromRecord = ({ body, headers, status }: RecordedAnswer): unknown =>
  headers ? new Reply(body, headers, status) : body
