import type { EntityName } from '#core/items.ts'

/**
 * What an operation or a use case may declare that it touches: the table, the bucket, secrets. It causes nothing else;
 * events and schedules follow from its change, through the relay. Each capability adds its own effects here
 * (lib/runtime/capabilities).
 */
export interface OperationEffects {}

/**
 * What a function may touch: besides that, what only the relay, the fallbacks and the tasks of the clock do. The context
 * contains exactly this, and the IAM policy is derived from exactly this (lib/inventory/effects-policy.ts), so a function
 * cannot do what its declaration does not say.
 */
export interface Effects extends OperationEffects {}

/** The names in an effect that is a list. */
export type Named<E extends Effects, K extends keyof Effects> = E[K] extends readonly (infer Name)[] ? Name : never

/** The entities in an effect that is a list of them. */
export type NamedEntities<E extends Effects, K extends keyof Effects> = Extract<Named<E, K>, EntityName>

/** Whether effects name any of these. An empty list names nothing. */
export const declares =
  (...names: (keyof Effects)[]) =>
  (effects: Effects): boolean =>
    names.some((name) => {
      const effect = effects[name]
      return Array.isArray(effect) ? effect.length > 0 : effect !== undefined
    })
