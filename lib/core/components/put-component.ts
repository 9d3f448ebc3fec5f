import type { Actor } from '../actor.ts'
import { authorshipOf, refuseUnseen } from '../documents.ts'
import { DomainError, invalid } from '../errors.ts'
import { putDocument } from '../put-document.ts'
import { builtInComponents, type Component } from './component.ts'
import { checkEndpoint, longestCallSeconds } from './endpoint.ts'

/** What a caller says of a component. */
export interface ComponentContent {
  description?: string
  endpoint: string
  functions?: readonly string[]
  timeoutSeconds?: number
  /** Sealed. The former one stays where none is given. */
  sealedSecret?: string
}

/**
 * Registers a component or replaces what is registered under its id, but for a signing secret that is not given again.
 * Refused: `component-built-in`, `input-invalid`, `version-conflict` when the caller has seen another version.
 */
export function putComponent(
  before: Component | undefined,
  { tenant, id }: Pick<Component, 'tenant' | 'id'>,
  { description, endpoint, functions = [], timeoutSeconds, sealedSecret = before?.sealedSecret }: ComponentContent,
  { actor, outboundRanges, seenVersion }: { actor: Actor; outboundRanges: readonly string[]; seenVersion?: number },
) {
  if ((builtInComponents as readonly string[]).includes(id))
    throw new DomainError(
      'component-built-in',
      `${id} is a component of Sluice’s own. Register yours under another id.`,
    )
  refuseUnseen(before, seenVersion)
  const { kind } = checkEndpoint(endpoint, outboundRanges)
  const longest = longestCallSeconds[kind]
  if ((timeoutSeconds ?? 0) > longest)
    throw invalid(['timeoutSeconds'], `timeoutSeconds must be at most ${longest} for this kind of endpoint`, 'range')
  if (kind === 'http' && sealedSecret === undefined)
    throw invalid(['signingSecret'], 'signingSecret is required: calls over HTTP are signed', 'missing')
  return putDocument(
    'component',
    before,
    { tenant, id },
    {
      description,
      endpoint,
      functions: [...new Set(functions)],
      timeoutSeconds: timeoutSeconds ?? longestCallSeconds.http,
      sealedSecret,
      ...authorshipOf(before, actor),
    },
  )
}
