import { createHmac, timingSafeEqual } from 'node:crypto'

/** How a component tells that a call is Sluice's, and of now: an HMAC over the time and the body (docs/components.md). */
export const signatureHeader = 'x-sluice-signature'
/** The same at every attempt to deliver a message: what a component knows a repetition by. */
export const messageIdHeader = 'x-sluice-message-id'

/** How far a component's clock may be from ours, and how old a captured call may be. */
export const signatureToleranceSeconds = 300

/** The headers of a signed call. `at` is the time it is sent at, ISO 8601; the body is signed as the bytes that are sent. */
export function signatureHeaders(secret: string, body: string | Uint8Array, messageId: string, at: string) {
  const seconds = Math.floor(Date.parse(at) / 1000)
  return {
    [signatureHeader]: `t=${seconds},v1=${hmacOf(secret, String(seconds), body).toString('hex')}`,
    [messageIdHeader]: messageId,
  }
}

/**
 * Whether a body was signed with the secret, at most five minutes before or after `at`. Other members of the header are
 * ignored, so that another version of the signature can stand beside this one.
 */
export function isSignedWith(secret: string, header: string, body: string | Uint8Array, at: string): boolean {
  const members = header.split(',').map((member) => member.trim())
  const [time = ''] = members.filter((member) => /^t=\d{1,12}$/.test(member)).map((member) => member.slice(2))
  if (Math.abs(Date.parse(at) / 1000 - Number(time)) > signatureToleranceSeconds) return false
  const expected = hmacOf(secret, time, body)
  return members
    .filter((member) => /^v1=[0-9a-f]{64}$/.test(member))
    .some((member) => timingSafeEqual(Buffer.from(member.slice(3), 'hex'), expected))
}

const hmacOf = (secret: string, seconds: string, body: string | Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest()
