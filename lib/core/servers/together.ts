/** What one node has of something, and what is wanted of it there. */
export interface Standing<S> {
  status: S
  wanted: S
}

/**
 * What several nodes show together. A state that was asked for is shown only when it holds on every node: until then they
 * show what a node that lags behind still is, of several the least by `progress`. Nodes that differ because different
 * things were asked of them are in none of their states: they show `between`.
 */
export function together<S>(
  standings: readonly [Standing<S>, ...Standing<S>[]],
  { progress, between }: { progress: readonly S[]; between: S },
): S {
  const [first, ...others] = standings
  if (others.every(({ status }) => status === first.status)) return first.status
  if (others.some(({ wanted }) => wanted !== first.wanted)) return between
  const lagging = standings.filter(({ status, wanted }) => status !== wanted).map(({ status }) => status)
  return progress.find((status) => lagging.includes(status)) ?? between
}
