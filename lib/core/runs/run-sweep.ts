/** Where a sweep left off that could not go over all runs at once: the next one goes on there. */
export interface RunSweep {
  /** Always the home tenant: one sweep serves all. */
  tenant: string
  /** Of this tenant's runs, those with ids below `before` are next; all of them without. */
  place?: { tenant: string; before?: string }
}
