import type { CredentialSecret } from '#core/credentials/credential.ts'
import { DomainError } from '#core/errors.ts'
import type { FlowDocument } from '#core/hub/flow-document.ts'
import { mayCallWebhook, webhookAccess, type WebhookAccess } from '#core/hub/webhook-access.ts'
import { isSignatureOf, signingKey } from '#core/hub/webhook-signature.ts'
import { principalOf } from '#core/users/user.ts'
import { signInRecorded } from '#runtime/credentials/passwords.ts'
import { unseal } from '#runtime/credentials/sealing.ts'
import { sessionCaller } from '#runtime/credentials/sessions.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import type { Request } from '#runtime/invocation/request.ts'

type Asks<K extends WebhookAccess['kind']> = Extract<WebhookAccess, { kind: K }>

/** Whether a request is signed with the secret that the flow names. */
const isSigned = useCase({
  effects: { reads: ['credential'], secrets: ['master-key'] },
  async run({ caller, read, secret }, { secretId, ...signed }: Asks<'signature'>, { headers, body }: Request) {
    const signature = headers[signed.header]
    const credential = secretId && signature ? await read.credential(secretId) : undefined
    if (!credential || !signature) return false
    const item = { tenant: caller.tenant, entity: 'credential', id: credential.id } as const
    const texts = JSON.parse(unseal(await secret('master-key'), item, credential.sealedSecret)) as CredentialSecret
    const key = signingKey(texts)
    return key !== undefined && isSignatureOf(body, { key, algorithm: signed.algorithm, signature })
  },
})

/** Who sent the credentials of a request, if they are anybody's: a token, or a name and a password. */
const findCaller = useCase({
  effects: { checksPasswords: true, reads: ['session', 'user'], updates: ['session', 'login-record'] },
  async run({ signingIn }, request: Request) {
    const [, scheme, value = ''] = /^(bearer|basic) +(\S+)$/i.exec(request.headers.authorization?.trim() ?? '') ?? []
    if (scheme?.toLowerCase() === 'bearer') return sessionCaller(request, signingIn).catch(ofNobody)
    if (scheme?.toLowerCase() !== 'basic') return undefined
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(value, 'base64').toString()) ?? []
    const user = await signInRecorded(signingIn, name, password)
    return typeof user === 'string' ? undefined : principalOf(user)
  },
})

/**
 * Admits a call of a flow's webhook, if it has what the flow asks for: the name of the user who called, `webhook` where no user
 * has to. Undefined for a call that is not admitted. Throws `login-throttled`.
 */
export const admitCall = useCase({
  uses: { isSigned, findCaller },
  async run({ caller, use }, flow: FlowDocument, request: Request): Promise<string | undefined> {
    const access = webhookAccess(flow.flowSettings)
    if (access.kind === 'anybody') return caller.name
    if (access.kind === 'signature') return (await use.isSigned(access, request)) ? caller.name : undefined
    const user = await use.findCaller(request)
    return user?.tenant === caller.tenant && mayCallWebhook(user, flow, access) ? user.name : undefined
  },
})

/** Whatever is wrong with a token, it is nobody's; what may pass is no judgement of it. */
function ofNobody(error: unknown): undefined {
  const isRefusal = error instanceof DomainError && /^(credentials-|input-)/.test(error.code)
  if (!isRefusal) throw error
}
