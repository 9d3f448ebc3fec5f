import type { Put, Update } from '../change.ts'
import { hasFailed, type Hosting } from '../flows/hosting.ts'
import { updateDesired } from '../servers/command-server.ts'
import type { CommandTimeouts } from '../servers/command.ts'
import { createCommand } from '../servers/server-command.ts'
import { isUp, type ServerHealth } from '../servers/server-status.ts'
import type { Verdict } from './judge-step.ts'
import { change, isFinished, isStepFinished, type ClusterRollout, type Rollout, type Step } from './rollout.ts'
import { withStep } from './steps.ts'

/** An executor claims a rollout: from here on only its own epoch counts. Undefined for one that is over. */
export const claimRollout = (rollout: Rollout, at: string) =>
  isFinished(rollout)
    ? undefined
    : change(rollout, {
        status: 'running',
        epoch: rollout.epoch + 1,
        startedAt: rollout.startedAt ?? at,
        isHandedOver: undefined,
      })

/**
 * Goes on in another execution, with what this one has just decided: the relay starts it by the epoch raised here, which
 * also ends this one's say.
 */
export const handOver = (rollout: Rollout, steps: Step[]) =>
  change(rollout, { steps, epoch: rollout.epoch + 1, isHandedOver: true })

/**
 * The looks an execution holds where its definition does not say: one that runs keeps the definition it began under, and
 * earlier ones counted no looks.
 */
export const mostLooksByDefault = 500

/** How often a server of a batch may be looked at before the batch is looked at as a whole again. */
export const looksEach = (mostLooks: number, servers: number): number => Math.max(5, Math.floor(mostLooks / servers))

/** Whether an executor still owns a rollout of its kind of target. */
export const ownsRollout = <K extends Rollout['target']['kind']>(
  rollout: Rollout | undefined,
  kind: K,
  epoch: number,
): rollout is Extract<Rollout, { target: { kind: K } }> =>
  rollout?.target.kind === kind && rollout.epoch === epoch && !isFinished(rollout)

/**
 * Gives a server its command and records that in the rollout, in one transaction with the callback: a command that exists is
 * known, and one that is known is not given again. A step that was ordered before gets the new callback only.
 */
export function commandStep(
  rollout: ClusterRollout,
  { server, status, hostings }: ServerHealth & { hostings: readonly Hosting[] },
  token: string,
  seenVersion: number,
  at: string,
): { change: (Update<'rollout' | 'server'> | Put<'task-callback'>)[] } {
  const step = rollout.steps.find(({ serverId }) => serverId === server.id)
  const callback = { tenant: rollout.tenant, serverId: server.id, rolloutId: rollout.id, token }
  const wait = (version: number) =>
    ({ kind: 'put', entity: 'task-callback', item: { ...callback, seenVersion: version } }) as const
  if (step?.status !== 'waiting' || server.clusterId !== rollout.target.id) return { change: [wait(seenVersion)] }
  if (rollout.kind === 'restart' && !isUp(status)) {
    const cause = { code: 'down' as const, message: 'It was down when its turn came.' }
    const steps = withStep(rollout, server.id, { status: 'skipped', cause, times: { endedAt: at } })
    return { change: [change(rollout, { steps }), wait(-1)] }
  }
  const failed = hostings.filter(hasFailed).map(({ flowKey }) => flowKey)
  const command = {
    ...createCommand(server, rollout.kind, rollout.policy satisfies CommandTimeouts, at, rollout.id),
    ...(failed.length > 0 ? { failedFlows: failed } : {}),
  }
  const steps = withStep(rollout, server.id, {
    status: 'ordered',
    commandGeneration: command.generation,
    times: { orderedAt: at },
  })
  return {
    change: [
      updateDesired(server, { command }, { name: rollout.requestedBy }),
      change(rollout, { steps }),
      wait(server.version + 1),
    ],
  }
}

/**
 * Records how a step ended. The command of one that failed or was withdrawn expires at once, so that nothing obeys it later
 * and nobody waits for it; its generation stays used.
 */
export function settleStep(
  rollout: Rollout,
  serverId: string,
  watched: ServerHealth | undefined,
  verdict: Verdict,
  at: string,
): { change: Update<'rollout' | 'server'>[] } {
  const given = watched?.server.desired.command
  const isOurs = given?.rolloutId === rollout.id
  const command = given && { ...given, expiresAt: at, deadlineAt: at }
  const step = rollout.steps.find((one) => one.serverId === serverId)
  if (verdict.next !== 'over' || !step || isStepFinished(step)) return { change: [] }
  return {
    change: [
      change(rollout, { steps: withStep(rollout, serverId, verdict.outcome) }),
      ...((verdict.withdraws || verdict.outcome.status === 'failed') && command && isOurs
        ? [updateDesired(watched.server, { command }, { name: rollout.requestedBy })]
        : []),
    ],
  }
}
