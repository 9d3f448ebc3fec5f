/** Sorts things by name, as people count: mule-2 before mule-10. */
export const byName = (one: { name: string }, other: { name: string }): number =>
  one.name.localeCompare(other.name, 'en', { numeric: true })
