import ContentLayout from '@cloudscape-design/components/content-layout'
import Header from '@cloudscape-design/components/header'
import { useEffect, type ReactNode } from 'react'
import type { Refusal } from '../api/refusal.ts'
import { ChangesLink } from './changes-link.tsx'
import { CopyAsCurl } from './copy-as-curl.tsx'
import { Loading } from './loading.tsx'
import { RefusalAlert } from './refusal-alert.tsx'

interface PageProps {
  title: string
  description?: ReactNode
  /** Buttons for what can be done with all that is shown. */
  actions?: ReactNode
  /** Shown in place of the content. */
  refusal?: Refusal
  isLoading?: boolean
  children?: ReactNode
}

/** A page: its title, what can be done there, and its parts below each other. */
export function Page({ title, description, actions, refusal, isLoading, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Sluice`
  }, [title])
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={description}
          actions={
            <div className="actions">
              {actions}
              <ChangesLink />
              <CopyAsCurl />
            </div>
          }
        >
          {title}
        </Header>
      }
    >
      <div className="parts">
        {refusal && <RefusalAlert refusal={refusal} />}
        {isLoading ? <Loading /> : children}
      </div>
    </ContentLayout>
  )
}
