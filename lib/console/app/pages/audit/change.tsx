import ExpandableSection from '@cloudscape-design/components/expandable-section'
import { Text } from '../../parts/text.tsx'
import { valueText } from './times.ts'

interface ChangeProps {
  changed: readonly string[]
  from: Readonly<Record<string, unknown>>
  to: Readonly<Record<string, unknown>>
  requestId?: string
}

/** How long a line may be. */
const shortest = 90

/** What was so before, and is so now: in a line for each field where that is short, and as the API has it for who asks. */
export function Change({ changed, from, to, requestId }: ChangeProps) {
  const lines = changed.map((name) => `${name}: ${valueText(name, from[name])} → ${valueText(name, to[name])}`)
  const areShort = lines.every((line) => line.length <= shortest) && lines.length <= 4
  return (
    <>
      {areShort &&
        lines.map((line) => (
          <div key={line} className="breakable">
            {line}
          </div>
        ))}
      <ExpandableSection headerText={areShort ? 'Details' : fieldCount(changed.length)}>
        <Text label="the change" value={{ changed, from, to, requestId }} />
      </ExpandableSection>
    </>
  )
}

const fieldCount = (count: number): string => `${count} ${count === 1 ? 'field' : 'fields'}`
