import Box from '@cloudscape-design/components/box'
import { useEffect, useState } from 'react'
import { Section } from '../../parts/section.tsx'
import { Sparkline } from '../../parts/sparkline.tsx'

interface Counted {
  processedEvents: number
  executionErrors: number
}

interface Sample {
  at: number
  processed: number
  errors: number
}

const mostSamples = 120

/** Messages and errors a second since the page was opened: agents report totals, and nobody keeps their history. */
export function Throughput({ flows }: { flows?: readonly Counted[] }) {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  useEffect(() => {
    if (!flows) return
    const sample = {
      at: Date.now(),
      processed: flows.reduce((sum, one) => sum + one.processedEvents, 0),
      errors: flows.reduce((sum, one) => sum + one.executionErrors, 0),
    }
    setSamples((former) => [...former, sample].slice(-mostSamples))
  }, [flows])
  const rates = (member: 'processed' | 'errors') =>
    samples.slice(1).map((sample, index) => {
      const before = samples[index] ?? sample
      // Totals begin again when a runtime does.
      return Math.max(0, (sample[member] - before[member]) / Math.max(0.001, (sample.at - before.at) / 1000))
    })
  return (
    <Section title="Messages over time" description="Since this page was opened">
      {samples.length < 3 ? (
        <Box color="text-body-secondary">Measuring: the first figures come within half a minute.</Box>
      ) : (
        <>
          <Sparkline label="Messages a second" values={rates('processed')} />
          <Sparkline label="Errors a second" values={rates('errors')} isBad />
        </>
      )}
    </Section>
  )
}
