/** What the API refused, in its own words. */
export class Refusal extends Error {
  readonly status: number
  /** The code for programs, as the API's reference lists it; empty where the answer had none. */
  readonly code: string
  /** What is wrong with each member of the request, by its name. */
  readonly members: Readonly<Record<string, string>>
  constructor(status: number, message: string, code = '', members: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.members = members
  }
}

/** The API gave no answer: the network, or the control plane itself, is away. */
export class Unreachable extends Error {
  constructor() {
    super('The API does not answer.')
    this.name = 'Unreachable'
  }
}

/** A refusal from an answer that is none of success: problem documents and the dialects' own bodies alike. */
export async function refusalIn(response: Response): Promise<Refusal> {
  const text = await response.text().catch(() => '')
  const body = parse(text)
  const message = textOf(body.detail) ?? textOf(body.message) ?? textOf(body.title)
  const code = textOf(body.type)?.replace(/^urn:sluice:error:/, '') ?? textOf(body.error)
  return new Refusal(response.status, message ?? `The API answered ${response.status}.`, code, membersIn(body))
}

function membersIn({ problems }: Record<string, unknown>): Record<string, string> {
  const some = Array.isArray(problems) ? (problems as { member?: unknown; message?: unknown }[]) : []
  return Object.fromEntries(some.map(({ member, message }) => [String(member), String(message)]))
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
