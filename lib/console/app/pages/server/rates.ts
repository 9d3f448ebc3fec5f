/** What a server's flows have counted together since their runtime started, at a time in epoch milliseconds. */
export interface Sample {
  at: number
  processed: number
  errors: number
}

const mostSamples = 240
/** Totals that have not changed for so long say that nothing goes through, and not that nothing was reported yet. */
const quietMilliseconds = 75_000

/** The samples with another one, unless it says nothing new. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1)
  const isNews = !last || last.processed !== sample.processed || last.errors !== sample.errors
  return isNews || sample.at - last.at >= quietMilliseconds ? [...samples, sample].slice(-mostSamples) : samples
}

/** How much a second between each two samples. Totals begin again when a runtime does. */
export const ratesOf = (samples: readonly Sample[], member: 'processed' | 'errors'): number[] =>
  samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample
    const grown = sample[member] >= before[member] ? sample[member] - before[member] : sample[member]
    return grown / Math.max(1, (sample.at - before.at) / 1000)
  })
