import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { AppLink } from '../../parts/app-link.tsx'
import { Time } from '../../parts/time.tsx'
import type { Problem } from './problems.ts'

interface AttentionProps {
  problems: readonly Problem[]
  /** What the caller may not see, in words. */
  forbidden: readonly string[]
  /** What could not be read. */
  unread: readonly string[]
  /** Not everything was looked through. */
  isPartial: boolean
}

/** What is wrong. All is well only where all of it could be seen. */
export function Attention({ problems, forbidden, unread, isPartial }: AttentionProps) {
  const gaps = [
    forbidden.length > 0 &&
      `You may not see ${listed(forbidden)}: whether anything is wrong there is not shown. An administrator can grant you the permission to read them.`,
    unread.length > 0 && `Could not read ${listed(unread)}: whether anything is wrong there is not known.`,
    isPartial && 'There are more flows or runs than were looked through.',
  ].filter((one) => one !== false)
  return (
    <SpaceBetween size="s">
      {problems.map((problem) => (
        <One key={problem.id} problem={problem} />
      ))}
      {problems.length === 0 && gaps.length === 0 && (
        <StatusIndicator type="success">Nothing needs attention</StatusIndicator>
      )}
      {gaps.map((gap) => (
        <StatusIndicator key={gap} type="info" wrapText>
          {gap}
        </StatusIndicator>
      ))}
    </SpaceBetween>
  )
}

const One = ({ problem: { severity, what, why, to, since } }: { problem: Problem }) => (
  <div>
    <StatusIndicator type={severity}>
      <AppLink to={to}>{what}</AppLink>
    </StatusIndicator>
    <Box color="text-body-secondary">
      {why} {since && <Time at={since} />}
    </Box>
  </div>
)

const list = new Intl.ListFormat('en', { type: 'conjunction' })
const listed = (words: readonly string[]): string => list.format(words)
