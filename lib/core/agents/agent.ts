import { invalid } from '../errors.ts'
import type { Permission } from '../users/permissions.ts'
import type { Observed } from '../servers/server.ts'

/** A runtime's agent that has enrolled. There is one for each agent URL: enrolling again replaces its credential. */
export interface Agent {
  tenant: string
  /** Normalised; see `normaliseAgentUrl`. The handle by which RegisterServer finds the agent. */
  agentUrl: string
  agentId: string
  version: number
  /** What the runtime calls itself, and a server made of it at enrolment. */
  name: string
  runtimeVersion: string
  hostIp: string
  serverId?: string
  /** What it reported when it enrolled. */
  enrolledWith?: Observed
  enrolledAt: string
  enrolmentTokenId: string
}

/** A permission to enrol: expiring, limited in uses, stored as a hash. */
export interface EnrolmentToken {
  tenant: string
  id: string
  secretHash: string
  /** Whether agents that enrol with it become servers at once. */
  autoRegister: boolean
  maxUses: number
  createdAt: string
  createdBy: string
  /** Epoch seconds; the table drops the item some time after. */
  expiresAt: number
}

/** What a token lets its bearer do that takes a permission elsewhere: nobody makes or revokes one without having that. */
export const permissionsOfToken = ({ autoRegister }: Pick<EnrolmentToken, 'autoRegister'>): Permission[] =>
  autoRegister ? ['servers.edit'] : []

/** The tally that counts a token's uses. */
export const usesOf = (tokenId: string): string => `enrolments ${tokenId}`

/**
 * An agent URL as its agent is filed under: scheme https once paired, whatever was sent; host in lower case, no
 * trailing slash. Throws `input-invalid` for what is no HTTP URL.
 */
export function normaliseAgentUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '' || text.includes('|')) {
    throw invalid(['agentUrl'], 'agentUrl is not an HTTP or HTTPS URL', 'pattern')
  }
  return `https://${url.host}${url.pathname.replace(/\/+$/, '')}`
}
