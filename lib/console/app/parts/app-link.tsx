import Link, { type LinkProps } from '@cloudscape-design/components/link'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'

interface AppLinkProps {
  /** Below `/console`. */
  to: string
  children: ReactNode
  variant?: LinkProps.Variant
  fontSize?: LinkProps.FontSize
}

/** A link to another page of the console, which is shown without loading everything again. */
export function AppLink({ to, children, ...look }: AppLinkProps) {
  const [, go] = useLocation()
  return (
    <Link
      {...look}
      href={`/console${to}`}
      onFollow={(event) => {
        event.preventDefault()
        go(to)
      }}
    >
      {children}
    </Link>
  )
}
