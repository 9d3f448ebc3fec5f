import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  description?: string
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page under a heading of its own. */
export const Section = ({ title, description, actions, children }: SectionProps) => (
  <Container
    header={
      <Header
        variant="h2"
        description={description}
        actions={
          actions && (
            <SpaceBetween direction="horizontal" size="xs">
              {actions}
            </SpaceBetween>
          )
        }
      >
        {title}
      </Header>
    }
  >
    {children}
  </Container>
)
