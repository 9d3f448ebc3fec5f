import { isAdministrator, may, type Principal } from '../users/permissions.ts'
import { isMembers } from './content.ts'
import type { FlowDocument } from './flow-document.ts'
import type { Signed } from './webhook-signature.ts'

/** What a flow asks of the callers of its webhook: nothing, a signature, or credentials. */
export type WebhookAccess =
  | { kind: 'anybody' }
  | ({
      kind: 'signature'
      /** The credential that holds the secret; undefined where it can be none. */ secretId?: string
    } & Signed)
  | {
      kind: 'credentials'
      /** Whether users of the flow's organisation may call it, and not its tenant admins alone. */ isForOrganisation: boolean
    }

const usualHeader = 'x-hmac'
const usualAlgorithm = 'sha256'

/** Reads `flowSettings.webhooks`. Any value of `requireWebhookAuth` that is not false in JavaScript asks for something, as upstream. */
export function webhookAccess(flowSettings: unknown): WebhookAccess {
  const all = isMembers(flowSettings) ? flowSettings.webhooks : undefined
  const { requireWebhookAuth, hmacAuthSecret, hmacHeaderKey, hmacAlgorithm, allTenantUsers } = isMembers(all) ? all : {}
  if (!requireWebhookAuth) return { kind: 'anybody' }
  if (!hmacAuthSecret) return { kind: 'credentials', isForOrganisation: allTenantUsers === true }
  return {
    kind: 'signature',
    secretId: textOf(hmacAuthSecret),
    header: (textOf(hmacHeaderKey) ?? usualHeader).toLowerCase(),
    algorithm: textOf(hmacAlgorithm) ?? usualAlgorithm,
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/**
 * Whether a user may call the webhook of a flow of the same tenant: who holds `webhooks.execute` and owns it, or belongs to its
 * organisation and is that one's admin or let in with everybody there. Administrators may.
 */
export function mayCallWebhook(
  caller: Principal,
  { owners, tenant }: Pick<FlowDocument, 'owners' | 'tenant'>,
  { isForOrganisation }: { isForOrganisation: boolean },
): boolean {
  if (!may(caller, 'webhooks.execute')) return false
  const { userId, organisation, permissions } = caller
  const owns = (kind: string, id: string | undefined) =>
    id !== undefined && owners.some((one) => one.id === id && one.type.toLowerCase() === kind)
  if (isAdministrator(caller) || owns('user', userId)) return true
  const isOfOrganisation = organisation !== undefined && (tenant === organisation || owns('tenant', organisation))
  return isOfOrganisation && (isForOrganisation || permissions.includes('tenant.all'))
}
