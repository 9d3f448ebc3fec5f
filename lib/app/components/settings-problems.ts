import { DomainError } from '#core/errors.ts'
import type { Definition, Step } from '#core/flows/definition.ts'
import { own } from '#core/own.ts'
import { parseInput } from '#runtime/invocation/problems.ts'
import { builtInSettings } from './built-in-settings.ts'

/** A step whose settings do not fit its component: it fails when its turn comes. */
export interface SettingsProblem {
  step: string
  message: string
}

/** What is wrong with the settings of a definition's steps, of those whose components are built in. */
export const settingsProblems = ({ steps }: Pick<Definition, 'steps'>): SettingsProblem[] => steps.flatMap(problemOf)

function problemOf({ id, component, settings }: Step): SettingsProblem[] {
  const schema = own(builtInSettings, component)
  if (!schema) return []
  try {
    parseInput(schema, settings)
    return []
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return [{ step: id, message: error.message }]
  }
}
