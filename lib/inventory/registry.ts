import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stepQueues, type StepQueue } from '#core/runs/queue.ts'
import type { Authorizer } from '#runtime/credentials/authorizer.ts'
import { isWorkedOn, type Component } from '#runtime/declarations/component.ts'
import type { Dialect } from '#runtime/declarations/dialect.ts'
import type { Effects } from '#runtime/declarations/effects.ts'
import { fallbackName, type Target } from '#runtime/declarations/fallback.ts'
import { allEffects, functionName, type Operation, type Rate } from '#runtime/declarations/operation.ts'
import { relayName, type RelayEffect } from '#runtime/declarations/relay.ts'
import { workerEffects } from '#runtime/workers/effects.ts'
import { literalness, templatesOf, type Template } from '#runtime/invocation/routing.ts'
import type { Task } from '#runtime/declarations/task.ts'
import { mergeEffects } from '#runtime/declarations/use-case.ts'

/**
 * The one inventory. It walks `functions/`, loads every declaration, and says what functions there are; CDK, the local
 * runner, the bundler, the document generator and the shared tests all read it. A file is registered by being there.
 * Folders and files that begin with `_` hold what the others share. Never bundled into a function.
 */
export type Unit =
  | { kind: 'operation'; operation: Operation; summary: string }
  | { kind: 'task'; task: Task; summary: string }
  | { kind: 'authorizer'; authorizer: Authorizer }
  | { kind: 'fallback'; dialect: Dialect; targets: Target[] }
  | { kind: 'relay'; parts: { file: string; effect: RelayEffect }[] }
  | { kind: 'worker'; queue: StepQueue; parts: { file: string; component: Component }[] }

/** One deployed function: its name, the files it is made of, and what it may touch. */
export type FunctionDefinition = Unit & { name: string; files: string[]; effects: Effects }

/** How long a function may take: less than a gateway waits, unless nobody waits for it and it says so. */
export function timeoutSecondsOf(unit: FunctionDefinition): number {
  if (unit.kind === 'relay') return 120
  if (unit.kind === 'worker') return workerSeconds[unit.queue]
  return (unit.kind === 'task' ? unit.task.timeoutSeconds : undefined) ?? 29
}

/** Longer than a step on the queue may take, so that its end can be written. */
const workerSeconds: Readonly<Record<StepQueue, number>> = { steps: 90, 'long-steps': 900 }

/** What the function is called that works on a queue. */
export const workerName = (queue: StepQueue): string =>
  functionName('workers', queue === 'long-steps' ? 'LongSteps' : 'Steps')

export interface Route extends Template {
  functionName: string
  dialect: Dialect
  spans: string | undefined
  /** Whether the gateway asks its authorizer before it invokes the function. */
  isAuthorized: boolean
  rate?: Rate
}

/** A workflow: a definition in Amazon States Language beside its task files, in a folder named like it. */
export interface Workflow {
  name: string
  file: string
  /** As it stands in the file: `${Task}` where the ARN of a task's function goes. */
  text: string
  /** The functions its states name, by the placeholder they have in the text. */
  tasks: Record<string, string>
}

export interface Registry {
  workflows: Workflow[]
  functions: FunctionDefinition[]
  dialects: Dialect[]
  operations: { operation: Operation; file: string; summary: string }[]
  /** What steps of flows are made of. */
  components: { component: Component; file: string; summary: string }[]
  /** Literal paths before templates, so that the first match is the right one. */
  routes: Route[]
}

export const root = join(import.meta.dirname, '../..')

export async function loadRegistry(): Promise<Registry> {
  const files = (await filesIn('functions'))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => !file.split('/').some((part) => part.startsWith('_')))
  const declarations = await Promise.all(files.map(load))
  const operations = declarations.flatMap(({ file, value, summary }) =>
    value.kind === 'operation' ? [{ operation: value, file, summary }] : [],
  )
  const dialects = [
    ...new Map(operations.map(({ operation: { dialect } }) => [dialect.name, dialect.whole ?? dialect])).values(),
  ]
  const routes = routesOf(operations)
  const targets = (dialect: Dialect): Target[] =>
    routes
      .filter((route) => route.dialect.name === dialect.name)
      .map(({ method, path, functionName, spans }) => ({ method, path, functionName, spans }))
  const parts = declarations.flatMap(({ file, value }) => (value.kind === 'effect' ? [{ file, effect: value }] : []))
  const components = declarations.flatMap(({ file, value, summary }) =>
    value.kind === 'component' ? [{ file, component: value, summary }] : [],
  )

  const functions: FunctionDefinition[] = [
    ...declarations.flatMap((declaration) => toFunction(declaration)),
    ...dialects.map((dialect): FunctionDefinition => ({
      kind: 'fallback',
      name: functionName(dialect.name, fallbackName),
      files: [],
      dialect,
      targets: targets(dialect),
      effects: dialect.canonical ? { invokes: dialect.name } : {},
    })),
    {
      kind: 'relay',
      name: relayName,
      files: parts.map(({ file }) => file),
      parts,
      effects: { ...mergeEffects(parts.map(({ effect }) => effect.effects)), relays: true },
    },
    ...stepQueues.map((queue) => workerOf(queue, components)),
  ]
  const workflows = await Promise.all(
    (await filesIn('functions/workflows')).filter((file) => file.endsWith('.asl.json')).map(loadWorkflow),
  )
  return { workflows, functions, dialects, operations, components, routes }
}

/** The function that works on a queue: all components that steps in it may be of, with the effects of all of them. */
export function workerOf(
  queue: StepQueue,
  components: readonly { file: string; component: Component }[],
): FunctionDefinition {
  const parts = components.filter(({ component }) => isWorkedOn(component, queue))
  return {
    kind: 'worker',
    name: workerName(queue),
    queue,
    files: parts.map(({ file }) => file),
    parts,
    effects: mergeEffects([...parts.map(({ component }) => component.effects), workerEffects, { worksOn: [queue] }]),
  }
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()

async function loadWorkflow(file: string): Promise<Workflow> {
  const text = await readFile(join(root, file), 'utf8')
  const name = folderOf(file)
  const placeholders = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, task = '']) => task))]
  return { name, file, text, tasks: Object.fromEntries(placeholders.map((task) => [task, functionName(name, task)])) }
}

type Declaration = Operation | Task | Authorizer | RelayEffect | Component

async function load(file: string) {
  const [module, source] = await Promise.all([
    import(pathToFileURL(join(root, file)).href) as Promise<{ default?: Declaration }>,
    readFile(join(root, file), 'utf8'),
  ])
  const value = module.default
  if (!value?.kind)
    throw new Error(`${file} has no default export made with operation, task, effect, component or authorizer.`)
  return { file, value, summary: summaryOf(source) }
}

/** The sentence above the declaration: product text, shown in the OpenAPI document and the operations table. */
const summaryOf = (source: string): string =>
  (/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export default /.exec(source)?.[1] ?? '').replace(/\s*\n\s*\*\s?/g, ' ').trim()

function toFunction({ file, value, summary }: Awaited<ReturnType<typeof load>>): FunctionDefinition[] {
  const files = [file]
  if (value.kind === 'operation') {
    const name = functionName(value.dialect.name, value.name)
    return [{ kind: 'operation', name, files, operation: value, summary, effects: allEffects(value) }]
  }
  const common = { name: functionName(folderOf(file), value.name), files, effects: value.effects }
  if (value.kind === 'task') return [{ ...common, kind: 'task', task: value, summary }]
  // Effects are parts of the relay and components of the workers, no functions of their own.
  return value.kind === 'authorizer' ? [{ ...common, kind: 'authorizer', authorizer: value }] : []
}

const folderOf = (file: string): string => file.split('/').at(-2) ?? ''

const routesOf = (operations: Registry['operations']): Route[] =>
  operations
    .flatMap(({ operation }) =>
      templatesOf(operation).map((template) => ({
        ...template,
        functionName: functionName(operation.dialect.name, operation.name),
        dialect: operation.dialect,
        spans: operation.spans,
        isAuthorized: operation.dialect.authentication === 'authorizer' && operation.permission !== 'public',
        rate: operation.rate,
      })),
    )
    .sort((one, other) => literalness(other) - literalness(one))

/**
 * Whether anybody invokes a function without waiting for its answer: rules and schedules do, operations as well as tasks. A
 * workflow waits for its tasks, as the stream does for the relay and a gateway for the rest.
 */
export const isInvokedAsynchronously = ({ kind, files }: FunctionDefinition): boolean =>
  kind === 'operation' || (kind === 'task' && !files.every((file) => file.startsWith('functions/workflows/')))

/** Whether a deployment, or a start on one machine, runs the function. */
export const runsAfterDeployment = (unit: FunctionDefinition): boolean =>
  unit.kind === 'task' && unit.task.runs === 'after-deployment'

/** Whether the gateway asks its authorizer for paths of no route too: a fallback that hands on must say who calls. */
export const isFallbackAuthorized = ({ canonical, authentication }: Dialect): boolean =>
  canonical !== undefined && authentication === 'authorizer'
