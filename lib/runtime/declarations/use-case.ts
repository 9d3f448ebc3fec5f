import type { Context } from '../invocation/context.ts'
import type { Effects, OperationEffects } from './effects.ts'

/**
 * A use case is a step that several operations, tasks or relay effects share: what it touches and how it goes about it, in
 * one value (lib/app). Who names it under `uses` may touch what it touches, and runs it as `use.<name>(...)`. It runs in the
 * call of whoever uses it: for that caller and tenant, at that time, with exactly the effects it declares itself.
 */
export interface UseCase<E extends Effects, A extends readonly unknown[], R> {
  /** Its own and those of the use cases it uses. */
  effects: E
  uses: Uses
  run: (context: never, ...args: A) => Promise<R>
}

export type AnyUseCase = UseCase<Effects, never[], unknown>

/** The use cases a declaration uses, by the name it gives each. */
export type Uses = Readonly<Record<string, AnyUseCase>>

/** What a declaration has that names no effects, or uses nothing. */
export type None = Record<never, never>

interface UseCaseSpec<E, U extends Uses, A extends unknown[], R> {
  effects?: E
  uses?: U
  run: (context: UsingContext<E, U>, ...args: A) => Promise<R>
}

/** Makes a use case of its effects, of those it uses, and its code. */
export const useCase = <
  const E extends OperationEffects = None,
  const U extends Uses = None,
  A extends unknown[] = [],
  R = unknown,
>({
  effects,
  uses,
  run,
}: UseCaseSpec<E, U, A, R>): UseCase<EffectsWith<E, U>, A, R> => ({
  effects: effectsWith(effects, uses) as EffectsWith<E, U>,
  uses: uses ?? {},
  run,
})

/** The context of a declaration: what its own effects and those of its use cases give, and the use cases to run. */
export type UsingContext<E, U extends Uses, Answer = unknown> = Context<EffectsWith<E, U>, Answer> & {
  use: Bound<U>
}

/** Use cases as their user runs them: the context is given already. */
export type Bound<U extends Uses> = {
  readonly [N in keyof U]: U[N]['run'] extends (context: never, ...args: infer A) => infer R ? (...args: A) => R : never
}

type EffectName = keyof Effects
type Declared<U extends Uses> = { [N in keyof U]: U[N]['effects'] }[keyof U]
type ValueIn<E, K> = E extends unknown ? (K extends keyof E ? Exclude<E[K], undefined> : never) : never
type Joined<V> = [V] extends [readonly unknown[]] ? readonly V[number][] : V
type Merged<E> = {
  readonly [K in EffectName as [ValueIn<E, K>] extends [never] ? never : K]: Joined<ValueIn<E, K>>
}

/** Effects with those of the use cases: what a declaration may touch in all. */
export type EffectsWith<E, U extends Uses> = Merged<E | Declared<U>> extends infer M extends Effects ? M : never

/** The same of values. */
export const effectsWith = (effects: Effects = {}, uses: Uses = {}): Effects =>
  mergeEffects([effects, ...Object.values(uses).map((one) => one.effects)])

/** All that any of some effects may touch. */
export function mergeEffects(all: readonly Effects[]): Effects {
  const merged: Record<string, true | unknown[]> = {}
  for (const [name, value] of all.flatMap((effects) => Object.entries(effects) as [string, true | unknown[]][])) {
    merged[name] = Array.isArray(value) ? [...new Set([merged[name] ?? [], value].flat())] : value
  }
  return merged
}

/** What has effects and may use use cases: a use case, an operation, a task. */
export interface Using {
  effects: Effects
  uses: Uses
}

/** Use cases ready to run, each with a context of its own effects. */
export const bind = (uses: Uses, contextOf: (one: Using) => unknown): Record<string, (...args: never[]) => unknown> =>
  Object.fromEntries(
    Object.entries(uses).map(([name, one]) => [name, (...args) => one.run(contextOf(one) as never, ...args)]),
  )
