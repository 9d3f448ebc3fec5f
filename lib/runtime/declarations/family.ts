import type { Dialect } from './dialect.ts'
import type { OperationEffects } from './effects.ts'
import { operationOf, type Operation, type OperationSpec, type Route } from './operation.ts'
import type { Reply } from './reply.ts'
import type { Of, Schema } from './schema.ts'
import type { None, Uses, UsingContext } from './use-case.ts'

/** What the operations of a family share; its `run` is told which action the member stands for. */
type FamilySpec<
  I extends Schema,
  O extends Schema,
  E,
  U extends Uses,
  Action,
  Own extends string,
  Found,
  InPath extends keyof Of<I>,
> = Omit<OperationSpec<I, O, E, U, Own>, 'name' | 'route' | 'aliases' | 'example' | 'permission' | 'find' | 'run'> & {
  /** As an operation's own `find`: the members it takes are in the path of every member's route. */
  find?: (input: Pick<Of<I>, InPath>, context: UsingContext<E, U, Of<O>>) => Promise<Found>
  run: (input: Of<I>, context: UsingContext<E, U, Of<O>>, action: Action, found: Found) => Promise<Of<O> | Reply<Of<O>>>
}

/**
 * What a member says of itself. `errors` and `fails` add to the family's; anything else of a declaration that is not the
 * family's own passes through.
 */
export type Member<I extends Schema, O extends Schema, E, U extends Uses, Action, Own extends string> = Pick<
  OperationSpec<I, O, E, U, Own>,
  'name' | 'route' | 'example' | 'permission'
> &
  Partial<Omit<OperationSpec<I, O, E, U, Own>, 'input' | 'output' | 'effects' | 'uses' | 'find' | 'run'>> & {
    /** What tells it from the others: a verb, a state, a decision. */
    action: Action
  }

/** Operations that share a declaration and differ in route and action. */
export interface Family<M> {
  operation: (member: M) => Operation
}

/** Makes the builder of a dialect's families: operations of one input, output and code, and an action each. */
export const familyOf =
  <Own extends string>(dialect: Dialect<Own>) =>
  <
    I extends Schema,
    O extends Schema,
    const E extends OperationEffects = None,
    const U extends Uses = None,
    Action = never,
    Found = undefined,
    InPath extends keyof Of<I> = never,
  >({
    run,
    find,
    ...shared
  }: FamilySpec<I, O, E, U, Action, Own, Found, InPath>): Family<Member<I, O, E, U, Action, Own>> => ({
    operation: ({ action, ...own }) =>
      operationOf(dialect)<I, O, Route, E, U, Found>({
        ...shared,
        ...own,
        errors: { ...shared.errors, ...own.errors } as typeof shared.errors,
        fails: [...shared.fails, ...(own.fails ?? [])],
        find: find as OperationSpec<I, O, E, U, Own, Route, Found>['find'],
        run: (input, context, found) => run(input, context, action, found),
      }),
  })
