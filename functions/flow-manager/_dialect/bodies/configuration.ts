import { createDefinition } from '#core/flows/create-definition.ts'
import { DomainError } from '#core/errors.ts'
import type { Definition } from '#core/flows/definition.ts'
import * as t from '#runtime/declarations/schema.ts'
import { idPattern, isReserved } from '../ids.ts'
import { readTasks } from './tasks.ts'

/** What flow-manager alone can express of a flow: `details['flow-manager']`. Tasks are in the order of the steps. */
export interface ManagerDetails {
  name: string
  version?: string
  /** Members that are kept and mean nothing here. */
  members: Record<string, unknown>
  tasks: { members: Record<string, unknown> }[]
}

/** A configuration that can be stored. */
export interface Configuration {
  id: string
  name: string
  definition: Definition
}

/** What came of reading one: the configuration, or all that is wrong with it. */
export interface ReadConfiguration {
  id?: string
  problems: string[]
  configuration?: Configuration
}

const mostNameCharacters = 256

/** The member `env`, where it is what runtimes take for variables. Any other is kept like all members that mean nothing here. */
function variablesIn({ env }: Record<string, unknown>): Definition['variables'] {
  if (!isMembers(env)) return undefined
  const texts = Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return texts.length > 0 ? Object.fromEntries(texts) : undefined
}

/** Reads a configuration. `pathId`: the id of the one that it replaces, which it may leave out. */
export function readConfiguration(given: unknown, pathId?: string): ReadConfiguration {
  if (!isMembers(given)) return { id: pathId, problems: ['a configuration must be an object'] }
  const { id: own, flow_id: other, name, description, version, task_configs: tasks = [], ...members } = given
  const problems: string[] = []
  const id = readId(own, other, pathId, problems)
  if (name !== undefined && !isName(name))
    problems.push(`name must be a string of 1 to ${mostNameCharacters} characters`)
  for (const [member, value] of Object.entries({ description, version }))
    if (value !== undefined && typeof value !== 'string') problems.push(`${member} must be a string`)
  const graph = readTasks(tasks, problems)
  if (problems.length > 0 || id === undefined) return { id, problems }
  const details: ManagerDetails = {
    name: typeof name === 'string' ? name : id,
    ...t.present({ version: version as string | undefined }),
    members,
    tasks: graph.members,
  }
  const definition: Definition = {
    steps: graph.steps,
    links: graph.links,
    description: description as string | undefined,
    ...t.present({ variables: variablesIn(members) }),
    details: { 'flow-manager': details },
  }
  const problem = tooLarge(id, definition)
  return problem === undefined
    ? { id, problems, configuration: { id, name: details.name, definition } }
    : { id, problems: [problem] }
}

function readId(own: unknown, other: unknown, pathId: string | undefined, problems: string[]): string | undefined {
  const id = own ?? other ?? pathId
  const spellings = [own, other].filter((one) => one !== undefined)
  if (spellings.some((one) => typeof one !== 'string')) problems.push('id must be a string')
  else if (typeof id !== 'string') problems.push('id is missing')
  else if (spellings.some((one) => one !== id)) problems.push('id and flow_id differ')
  else if (pathId !== undefined && id !== pathId) problems.push(`id must be '${pathId}', as in the path`)
  else if (isReserved(id)) problems.push(`'${id}' is a word of paths and cannot be an id`)
  // One in the path is another flow's or has been accepted.
  else if (pathId === undefined && !idPattern.test(id))
    problems.push('id must be 1 to 128 letters, digits, dots, underscores and hyphens and begin with a letter or digit')
  return typeof id === 'string' ? id : undefined
}

const isName = (name: unknown): boolean =>
  typeof name === 'string' && name !== '' && [...name].length <= mostNameCharacters

/** Why a definition cannot be stored, if so. */
function tooLarge(id: string, definition: Definition): string | undefined {
  try {
    createDefinition(
      { tenant: '', key: id, id, handle: id, label: id, madeBy: 'flow-manager', owners: [] },
      1,
      definition,
    )
    return undefined
  } catch (error) {
    if (error instanceof DomainError) return error.message
    throw error
  }
}

export const isMembers = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
