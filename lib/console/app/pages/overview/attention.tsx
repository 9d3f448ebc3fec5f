import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState, type ReactNode } from 'react'
import { AppLink } from '../../parts/app-link.tsx'
import { Time } from '../../parts/time.tsx'
import type { Problem } from './problems.ts'

interface AttentionProps {
  problems: readonly Problem[]
  /** What the caller may not see, in words. */
  forbidden: readonly string[]
  /** What could not be read. */
  unread: readonly string[]
  /** Something is still to come. */
  isComing: boolean
  /** Not everything was looked through. */
  isPartial: boolean
}

const mostAtFirst = 30

/** What is wrong. All is well only where all of it could be seen. */
export function Attention({ problems, forbidden, unread, isComing, isPartial }: AttentionProps) {
  const [showsAll, setShowsAll] = useState(false)
  const gaps = [
    forbidden.length > 0 && {
      what: `You do not have permission to view ${listed(forbidden)}`,
      why: 'Whether anything is wrong there is not shown. An administrator can grant you the permission to read them.',
    },
    unread.length > 0 && {
      what: `Could not read ${listed(unread)}`,
      why: 'Whether anything is wrong there is not known.',
    },
    isPartial && {
      what: 'Not everything was looked through',
      why: 'There are more flows or runs with problems than are shown here. Their own pages list them.',
    },
  ].filter((one) => one !== false)
  return (
    <SpaceBetween size="s">
      {(showsAll ? problems : problems.slice(0, mostAtFirst)).map((problem) => (
        <One key={problem.id} problem={problem} />
      ))}
      {!showsAll && problems.length > mostAtFirst && (
        <Button onClick={() => setShowsAll(true)}>{`Show all ${problems.length}`}</Button>
      )}
      {isComing && <StatusIndicator type="loading">Loading</StatusIndicator>}
      {!isComing && problems.length === 0 && gaps.length === 0 && (
        <StatusIndicator type="success">Nothing needs attention</StatusIndicator>
      )}
      {gaps.map(({ what, why }) => (
        <div key={what}>
          <Told type="info">{what}</Told>
          <Box color="text-body-secondary">{why}</Box>
        </div>
      ))}
    </SpaceBetween>
  )
}

const One = ({ problem: { severity, what, why, to, since } }: { problem: Problem }) => (
  <div>
    <Told type={severity}>
      <AppLink to={to}>{what}</AppLink>
    </Told>
    <Box color="text-body-secondary">
      {why} {since && <Time at={since} />}
    </Box>
  </div>
)

/** In front of text that may be as long as it likes: a status indicator breaks words anywhere. */
const Told = ({ type, children }: { type: 'error' | 'warning' | 'info'; children: ReactNode }) => (
  <div>
    <StatusIndicator type={type} iconAriaLabel={type} /> {children}
  </div>
)

const list = new Intl.ListFormat('en', { type: 'conjunction' })
const listed = (words: readonly string[]): string => list.format(words)
