import { fromJson } from '../protocol.ts'
import type { Target } from './input.ts'

/** What a target is given: its constant input, the part of the event it asks for, what is made of such parts, or the whole event. */
export function inputOf({ Input, InputPath, InputTransformer }: Target, event: Record<string, unknown>): unknown {
  if (Input !== undefined) return JSON.parse(Input)
  if (InputTransformer) {
    const { InputPathsMap = {}, InputTemplate } = InputTransformer
    return JSON.parse(filled(InputTemplate, (name) => partOf(event, InputPathsMap[name] ?? '')))
  }
  return InputPath === undefined ? event : partOf(event, InputPath)
}

/** Members of a target that do something here; on AWS a function needs no role either. */
const known = ['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer']

/** Why a target's input cannot be made as it says; undefined when it can. */
export function objectionTo(target: Target): string | undefined {
  const { Input, InputPath, InputTransformer } = target
  const other = Object.keys(target).find((name) => !known.includes(name))
  if (other) return `${other} is not supported on one machine.`
  if ([Input, InputPath, InputTransformer].filter((one) => one !== undefined).length > 1)
    return 'Only one of Input, InputPath and InputTransformer may be given.'
  if (Input !== undefined && fromJson(Input) === undefined) return 'Input is not JSON.'
  if (InputTransformer && fromJson(filled(InputTransformer.InputTemplate, () => '')) === undefined)
    return 'InputTemplate is not JSON once its placeholders are filled in.'
  return undefined
}

/** A template with its placeholders replaced: as text within a string, as JSON elsewhere. What an event does not have is empty. */
function filled(template: string, valueOf: (name: string) => unknown): string {
  const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  return template.replaceAll(/"(?:[^"\\]|\\.)*"|<([\w.-]+)>/g, (part, name?: string) =>
    name === undefined
      ? part.replaceAll(/<([\w.-]+)>/g, (_, inner: string) => JSON.stringify(asText(valueOf(inner) ?? '')).slice(1, -1))
      : JSON.stringify(valueOf(name) ?? ''),
  )
}

const partOf = (event: Record<string, unknown>, path: string): unknown =>
  path === '$'
    ? event
    : path
        .replace(/^\$\.?/, '')
        .split('.')
        .reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], event)
