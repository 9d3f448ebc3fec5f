/** A member of a context for each name in an effect; `Members` says what each is. */
export const forEach = <Members extends object>(
  names: readonly (keyof Members)[] | undefined,
  make: (name: keyof Members) => unknown,
): Members => Object.fromEntries((names ?? []).map((name) => [name, make(name)])) as Members
