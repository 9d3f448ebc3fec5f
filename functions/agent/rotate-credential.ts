import { DomainError } from '#core/errors.ts'
import { secondsAfter } from '#core/time.ts'
import { agentText } from '#runtime/credentials/agent-credentials.ts'
import { hashSecret, newSecret } from '#runtime/credentials/random-secrets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Id } from './_dialect/types.ts'

/** For how long the former credential still holds: an answer that is lost must not lock an agent out. */
const overlapSeconds = 24 * 60 * 60

/**
 * Issues a new credential to an agent; the previous one stays valid for another day, so that a lost answer locks no
 * agent out.
 */
export default operation({
  name: 'RotateCredential',
  route: 'POST /agents/{agentId}/credential',
  example: {
    request: { agentId: '<agentId>' },
    answer: { credential: 'sla.acme.<agentId>.EXAMPLE', formerValidUntil: '2026-03-03T09:30:00.000Z' },
  },
  permission: 'agents.act',
  input: t.object({ agentId: Id }),
  output: t.object({ credential: t.string(), formerValidUntil: t.string() }),
  fails: ['agent-not-found'],
  effects: { reads: ['lease'], updates: ['lease'] },
  async run({ agentId }, { caller, at, read, commit }) {
    const lease = agentId === caller.id ? await read.lease(agentId) : undefined
    if (!lease) throw new DomainError('agent-not-found', 'The credential is another agent’s.')
    const secret = newSecret()
    const formerValidUntil = secondsAfter(at, overlapSeconds)
    // The credential that was presented stays good: it may be the former one, whose successor never arrived.
    const set = {
      secretHash: hashSecret(secret),
      formerSecretHash: caller.secretHash,
      formerSecretUntil: formerValidUntil,
    }
    return commit([{ kind: 'update', entity: 'lease', before: lease, set }], {
      credential: agentText(caller.tenant, agentId, secret),
      formerValidUntil,
    })
  },
})
