import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import type { ReactNode } from 'react'

/** What is known of a thing, in columns. Facts that are undefined are left out. */
export function Facts({ facts, columns = 3 }: { facts: Record<string, ReactNode>; columns?: number }) {
  const items = Object.entries(facts)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([label, value]) => ({ label, value }))
  return <KeyValuePairs columns={columns} items={items} />
}
