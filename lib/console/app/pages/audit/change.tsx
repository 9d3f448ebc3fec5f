import ExpandableSection from '@cloudscape-design/components/expandable-section'
import { Text } from '../../parts/text.tsx'

interface ChangeProps {
  changed: readonly string[]
  from: Readonly<Record<string, unknown>>
  to: Readonly<Record<string, unknown>>
}

/** How long a value may be to be shown in a line. */
const shortest = 60

/** What was so before, and is so now: in a line for each member that is short, and whole for who wants it. */
export function Change({ changed, from, to }: ChangeProps) {
  const lines = changed.map((name) => [name, wordsOf(from[name]), wordsOf(to[name])] as const)
  const areShort = lines.every(([, before, after]) => before.length + after.length <= shortest) && lines.length <= 4
  return (
    <>
      {areShort ? (
        lines.map(([name, before, after]) => (
          <div key={name}>
            {name}: {before} → {after}
          </div>
        ))
      ) : (
        <ExpandableSection headerText={`${changed.length} members`}>
          <Text label="the change" value={{ from, to }} />
        </ExpandableSection>
      )}
    </>
  )
}

const wordsOf = (value: unknown): string =>
  value === undefined || value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)
