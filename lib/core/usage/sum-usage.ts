import type { Usage } from './usage.ts'

/** What was counted over some days of one key, within one organisation or none. */
export interface UsageRow extends Pick<Usage, 'key' | 'organisation'> {
  executions: number
}

/** Adds counts up, whichever way they arrive. */
export class UsageSum {
  readonly #rows = new Map<string, UsageRow>()

  add({ key, organisation, sums }: Usage): void {
    const place = JSON.stringify([key, organisation])
    const row = this.#rows.get(place)
    if (row) row.executions += sums.executions
    else this.#rows.set(place, { key, organisation, executions: sums.executions })
  }

  /** Most executions first, ties by key. */
  get rows(): UsageRow[] {
    return [...this.#rows.values()].sort(
      (one, other) => other.executions - one.executions || (one.key < other.key ? -1 : 1),
    )
  }
}
