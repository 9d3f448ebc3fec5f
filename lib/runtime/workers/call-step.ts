import { DomainError } from '#core/errors.ts'
import type { CredentialSecret } from '#core/credentials/credential.ts'
import type { Step } from '#core/flows/definition.ts'
import { isEnding as isEndingRun, isOver } from '#core/runs/run.ts'
import { stepLimitSeconds, type StepQueue } from '#core/runs/queue.ts'
import { StepError } from '#core/runs/step-error.ts'
import { read } from '#store/read.ts'
import { secretsOf } from '../capabilities/secrets.ts'
import { unseal } from '../credentials/sealing.ts'
import type { Component, StepResult } from '../declarations/component.ts'
import { ownCall, type Services } from '../invocation/context.ts'
import { contextOf } from '../invocation/invoke-operation.ts'
import { parseInput } from '../invocation/problems.ts'
import { readPayload } from './payloads.ts'
import type { StepTask } from './task.ts'

/** What a component is called with, besides what it works on. */
export interface StepCallRequest {
  queue: StepQueue
  component: Component
  step: Step
  task: StepTask
  requestId: string
  onFault: (error: unknown, task: StepTask) => void
}

/** How often at most a component that asks whether its run is ending has it read. */
const readEveryMs = 1000

/**
 * Calls a component for a message. Throws a `StepError` for settings that do not fit, for a component that takes too long, and
 * for whatever else a component throws, whose text may be for us alone.
 */
export async function callStep(request: StepCallRequest, services: Services): Promise<StepResult> {
  const { queue, component, step, task, requestId } = request
  const { message, run } = task
  const settings = settingsOf(component, step)
  if (queue === 'steps' && typeof component.isLong === 'function' && component.isLong(settings as never))
    return { forwardTo: 'long-steps' }
  const limit = AbortSignal.timeout(stepLimitSeconds[queue] * 1000)
  const context = {
    ...contextOf(component, ownCall(component.name, run.tenant, requestId, services), services),
    queue,
    signal: limit,
    isEnding: endingOf(task, services),
  }
  const call = {
    message: { id: message.id, payload: await readPayload(services, message), createdAt: message.createdAt },
    settings,
    step,
    run,
    credential: await credentialOf(step, task, services),
  }
  try {
    return await withinLimit(component.run(call as never, context as never), limit, stepLimitSeconds[queue])
  } catch (error) {
    if (error instanceof StepError) throw error
    request.onFault(error, task)
    throw new StepError('The component failed unexpectedly.', { retry: true }, error)
  }
}

function settingsOf({ name, settings }: Component, step: Step): unknown {
  try {
    return parseInput(settings, step.settings)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new StepError(`The settings of step ${step.id} do not fit the component ${name}: ${error.message}`)
  }
}

/** Ends the wait when the time is over, whatever the component does by then. */
async function withinLimit(work: Promise<StepResult>, limit: AbortSignal, seconds: number): Promise<StepResult> {
  const late = new Promise<never>((_resolve, reject) => {
    const end = () => reject(new StepError(`The step took longer than ${seconds} seconds.`, { retry: true }))
    if (limit.aborted) end()
    else limit.addEventListener('abort', end, { once: true })
  })
  return Promise.race([work, late])
}

function endingOf({ run }: StepTask, { table, now }: Services): () => Promise<boolean> {
  let readAt = now().getTime()
  let isEnding = false
  return async () => {
    if (isEnding || now().getTime() - readAt < readEveryMs) return isEnding
    readAt = now().getTime()
    const present = await read(table, 'run', run.tenant, run.flowId, run.id)
    isEnding = !present || isOver(present) || isEndingRun(present)
    return isEnding
  }
}

async function credentialOf(
  { credentialId: id }: Step,
  { run: { tenant } }: StepTask,
  { env, table }: Services,
): Promise<CredentialSecret | undefined> {
  if (id === undefined) return undefined
  const credential = await read(table, 'credential', tenant, id)
  if (!credential) throw new StepError(`There is no credential ${id}. PUT /v1/credentials/${id} makes one.`)
  const masterKey = await secretsOf(env)('master-key')
  return JSON.parse(
    unseal(masterKey, { tenant, entity: 'credential', id }, credential.sealedSecret),
  ) as CredentialSecret
}
