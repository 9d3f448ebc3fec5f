import type { CredentialSecret } from '../credentials/credential.ts'
import type { Step } from '../flows/definition.ts'
import type { Run } from '../runs/run.ts'
import { StepError } from '../runs/step-error.ts'
import { redact } from './answer-failure.ts'

/** What a registered component is asked to do. */
export interface ComponentCall {
  component: string
  /** Which of its functions; none where the step names none. */
  function?: string
  message: unknown
  settings: unknown
  credential?: CredentialSecret
  call: { step: Pick<Step, 'id'>; run: Pick<Run, 'id' | 'flowId'> }
  messageId: string
}

/** What it answers: the next messages, and for those who send records which of them failed and where to go on. */
export interface ComponentAnswer {
  messages: unknown[]
  failures?: { index: number; error: string }[]
  position?: unknown
}

export const mostMessages = 10_000

export const notRegistered = (id: string): StepError =>
  new StepError(`No component "${id}" is registered. PUT /v1/components/${encodeURIComponent(id)} registers one.`)

/** What is sent (docs/components.md). */
export const callBody = ({ message, settings, credential, call, function: operation }: ComponentCall) => ({
  message,
  settings,
  ...(credential ? { credential } : {}),
  flowId: call.run.flowId,
  stepId: call.step.id,
  runId: call.run.id,
  ...(operation === undefined ? {} : { function: operation }),
})

/** Reads an answer. Throws a `StepError` for what is none: a component that answers so will not answer better again. */
export function readAnswer({ component, credential }: ComponentCall, answer: unknown): ComponentAnswer {
  const wrong = (what: string) => new StepError(`The component ${component} answered ${what}.`)
  if (!isObject(answer) || !Object.hasOwn(answer, 'messages') || !Array.isArray(answer.messages))
    throw wrong('without a list of messages')
  const messages: unknown[] = answer.messages
  if (messages.length > mostMessages) throw wrong(`with more than ${mostMessages} messages`)
  const failures = Object.hasOwn(answer, 'failures') ? answer.failures : undefined
  if (failures !== undefined && !(Array.isArray(failures) && failures.every(isFailure)))
    throw wrong('with failures that are not a list of {index, error}')
  return {
    messages,
    ...(failures ? { failures: failures.map(({ index, error }) => ({ index, error: shown(error, credential) })) } : {}),
    ...(Object.hasOwn(answer, 'position') ? { position: answer.position } : {}),
  }
}

/** What a component says went wrong: the text `error` of its answer, without the credential's values. */
export function reasonIn(text: string, credential?: CredentialSecret): string {
  try {
    const answer: unknown = JSON.parse(text)
    return isObject(answer) && typeof answer.error === 'string' ? shown(answer.error, credential) : ''
  } catch {
    return ''
  }
}

/** Cut after it is redacted: the beginning of a secret would not be recognised. */
export const shown = (text: string, credential?: CredentialSecret): string => redact(text, credential).slice(0, 200)

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isFailure = (value: unknown): value is { index: number; error: string } =>
  isObject(value) && Number.isInteger(value.index) && (value.index as number) >= 0 && typeof value.error === 'string'
