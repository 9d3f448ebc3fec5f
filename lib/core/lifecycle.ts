/**
 * A lifecycle is data: the states something can be in and, for each move, the states it may leave and the one it
 * arrives in. The store compiles a move to the condition of one write, dialects map every state to a documented word,
 * the architecture page draws it, and the tests walk every (state, move) pair. Nothing else knows the rules.
 */
export interface Move<State extends string, Attribute extends string = string> {
  from: readonly State[]
  to: State
  /** States in which the move has nothing left to do: it succeeds without a write. */
  already: readonly State[]
  /** Attributes set to the time of the move, and attributes that no longer hold after it. */
  stamps?: readonly Attribute[]
  clears?: readonly Attribute[]
  /** Attributes set to who makes the move. */
  names?: readonly Attribute[]
  /** Attributes that take the value of another one. */
  copies?: Readonly<Partial<Record<Attribute, Attribute>>>
  /** Attributes that count the moves of this kind. */
  raises?: readonly Attribute[]
  /** Attributes that take a value. */
  sets?: Readonly<Partial<Record<Attribute, string | true>>>
  /** Facts about the item, besides its state, that the move does not go with: each attribute must differ from the value. */
  unless?: readonly Fact<Attribute>[]
}

export interface Fact<Attribute extends string = string> {
  attribute: Attribute
  is: string | boolean
}

export interface Lifecycle<State extends string, Name extends string, Attribute extends string = string> {
  states: readonly State[]
  moves: Readonly<Record<Name, Move<State, Attribute>>>
}

export type Verdict = 'applies' | 'already' | 'refused' | 'excluded'

/** What a move does to an item that is in `state`; `excluded` when one of the move's `unless` holds. Pure. */
export function judge<S extends string>(move: Move<S>, item: { status: S } & Record<string, unknown>): Verdict {
  if (move.unless?.some(({ attribute, is }) => item[attribute] === is)) return 'excluded'
  if (move.from.includes(item.status)) return 'applies'
  return move.already.includes(item.status) ? 'already' : 'refused'
}
