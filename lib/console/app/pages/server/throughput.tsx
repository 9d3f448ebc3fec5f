import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useEffect, useState } from 'react'
import { Section } from '../../parts/section.tsx'
import { Sparkline } from '../../parts/sparkline.tsx'
import { relativeTime } from '../../parts/time.tsx'
import { ratesOf, withSample, type Sample } from './rates.ts'

interface Counted {
  processedEvents: number
  executionErrors: number
}

/** Of each server that was looked at, for as long as the console is open: agents report totals, and nobody keeps their history. */
const known = new Map<string, readonly Sample[]>()

/** Messages and errors a second, since the server was first looked at. */
export function Throughput({ serverId, flows }: { serverId: string; flows?: readonly Counted[] }) {
  const [samples, setSamples] = useState(known.get(serverId) ?? [])
  useEffect(() => {
    if (!flows) return
    const total = (member: keyof Counted) => flows.reduce((sum, one) => sum + one[member], 0)
    const sample = { at: Date.now(), processed: total('processedEvents'), errors: total('executionErrors') }
    known.set(serverId, withSample(known.get(serverId) ?? [], sample))
    setSamples(known.get(serverId) ?? [])
  }, [serverId, flows])
  const [first] = samples
  return (
    <Section
      title="Messages over time"
      description={first && `Since it was first looked at, ${relativeTime(first.at)}`}
    >
      {samples.length < 3 ? (
        <Box color="text-body-secondary">
          {flows?.length === 0
            ? 'No flow runs here that could take messages.'
            : 'Measuring: the first figures come with the next reports of the agent, within a minute or two.'}
        </Box>
      ) : (
        <SpaceBetween size="s">
          <Sparkline label="Messages a second" values={ratesOf(samples, 'processed')} />
          <Sparkline label="Errors a second" values={ratesOf(samples, 'errors')} isBad />
        </SpaceBetween>
      )}
    </Section>
  )
}
