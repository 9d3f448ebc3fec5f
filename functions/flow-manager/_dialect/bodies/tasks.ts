import type { Link, Step } from '#core/flows/definition.ts'
import { present } from '#core/present.ts'
import { findCircle } from '#core/flows/find-circle.ts'

/** The tasks of a configuration as a graph, and the members of each that are kept and mean nothing here. */
interface Tasks {
  steps: Step[]
  links: Link[]
  members: { members: Record<string, unknown> }[]
}

/** Reads `task_configs`. Adds all that is wrong to `problems`. A dependency `task:1` is on the second output of a task. */
export function readTasks(given: unknown, problems: string[]): Tasks {
  const tasks: Tasks = { steps: [], links: [], members: [] }
  if (!Array.isArray(given)) {
    problems.push('task_configs must be an array')
    return tasks
  }
  const before = problems.length
  for (const [index, task] of (given as unknown[]).entries()) readTask(tasks, task, index, problems)
  if (problems.length > before) return tasks
  const ids = new Set(tasks.steps.map(({ id }) => id))
  tasks.links = tasks.links.map((link) => linkOf(link, ids))
  checkGraph(tasks, problems)
  return tasks
}

/** The link of a dependency: from an output that it names, or from the first. */
function linkOf({ from, to }: Link, ids: ReadonlySet<string>): Link {
  const [, task, output] = /^(.+):(\d{1,2})$/.exec(from) ?? []
  if (task === undefined || ids.has(from) || !ids.has(task)) return { from, to }
  const port = Number(output)
  return port === 0 ? { from: task, to } : { from: task, to, settings: { port } }
}

/** The dependency that a link is shown as. */
export function dependencyOf({ from, settings }: Link): string {
  const port = settings?.port
  return typeof port === 'number' && port > 0 ? `${from}:${port}` : from
}

function readTask(tasks: Tasks, given: unknown, index: number, problems: string[]): void {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    problems.push(`task_configs[${index}] must be an object`)
    return
  }
  const { task_id: id, type, instances, dependencies = [], params = {}, ...members } = given as Record<string, unknown>
  const called = typeof id === 'string' && id !== '' ? `task '${id}'` : `task_configs[${index}]`
  const need = (isRight: boolean, problem: string) => {
    if (!isRight) problems.push(`${called}: ${problem}`)
    return isRight
  }
  const isNamed = (name: unknown): name is string => typeof name === 'string' && name !== ''
  const areNames = Array.isArray(dependencies) && dependencies.every((one) => typeof one === 'string')
  const isObject = params !== null && typeof params === 'object' && !Array.isArray(params)
  const isCount = instances === undefined || (Number.isSafeInteger(instances) && (instances as number) >= 1)
  const checks = [
    need(isNamed(id), 'task_id must be a string that is not empty'),
    need(isNamed(type), 'type must be a string that is not empty'),
    need(isCount, 'instances must be an integer of at least 1'),
    need(areNames, 'dependencies must be an array of strings'),
    need(isObject, 'params must be an object'),
  ]
  if (checks.includes(false)) return
  const step = { id: id as string, component: type as string, settings: params as Record<string, unknown> }
  tasks.steps.push(present({ ...step, instances: instances as number | undefined }))
  tasks.links.push(...(dependencies as string[]).map((from) => ({ from, to: step.id })))
  tasks.members.push({ members })
}

function checkGraph({ steps, links }: Tasks, problems: string[]): void {
  const before = problems.length
  const ids = new Set<string>()
  for (const { id } of steps) {
    if (ids.has(id)) problems.push(`task_id '${id}' is used twice`)
    ids.add(id)
  }
  const pairs = new Set<string>()
  for (const link of links) {
    const { from, to } = link
    const dependency = dependencyOf(link)
    const pair = JSON.stringify([dependency, to])
    if (from === to) problems.push(`task '${to}' depends on itself`)
    else if (!ids.has(from)) problems.push(`task '${to}' depends on '${from}', which is no task of the flow`)
    else if (pairs.has(pair)) problems.push(`task '${to}' depends on '${dependency}' twice`)
    pairs.add(pair)
  }
  const circle = problems.length === before ? findCircle({ steps, links }) : []
  if (circle.length > 0) problems.push(`tasks depend on each other in a circle: ${circle.join(', ')}`)
}
