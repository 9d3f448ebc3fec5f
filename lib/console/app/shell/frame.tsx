import AppLayout from '@cloudscape-design/components/app-layout'
import Modal from '@cloudscape-design/components/modal'
import { useState, type ReactNode } from 'react'
import { call } from '../api/client.ts'
import { sessionEnded, useSessionEnded } from '../api/session-end.ts'
import { forget, refreshAll } from '../api/watch.ts'
import { signInName, type Who } from '../session.ts'
import { tellRefusal } from '../use-command.ts'
import { Navigation } from './navigation.tsx'
import { Notifications } from './notifications.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { TopBar } from './top-bar.tsx'

export interface FrameProps {
  who: Who
  onChanged: () => void
  onSignedOut: () => void
  children: ReactNode
}

/** What is around every page: who is signed in, the way to other pages, what happened lately. */
export function Frame({ who, onChanged, onSignedOut, children }: FrameProps) {
  const [isOpen, setOpen] = useState(() => matchMedia('(min-width: 900px)').matches)
  const signOut = async () => {
    try {
      await call('DELETE /v1/session', {})
      forget()
      onSignedOut()
    } catch (error) {
      tellRefusal('Signing out', error)
    }
  }
  return (
    <>
      <TopBar who={who} onSignOut={() => void signOut()} />
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigation={<Navigation />}
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        notifications={<Notifications />}
        stickyNotifications
        ariaLabels={{
          navigation: 'Pages',
          navigationClose: 'Close the list of pages',
          navigationToggle: 'Open the list of pages',
          notifications: 'Notifications',
        }}
        content={children}
      />
      <SessionEnd who={who} onChanged={onChanged} onSignedOut={onSignedOut} />
    </>
  )
}

/** Asks who was signed in to sign in again, above the page as it is. */
function SessionEnd({ who, onChanged, onSignedOut }: Omit<FrameProps, 'children'>) {
  const isOver = useSessionEnded()
  const leave = () => {
    sessionEnded.isOver()
    forget()
    onSignedOut()
  }
  // Made when it is needed: of two dialogs the later one is above.
  if (!isOver) return null
  return (
    <Modal visible header="Your session has ended" onDismiss={leave}>
      <SignInForm
        name={signInName(who)}
        onSignedIn={() => {
          sessionEnded.isOver()
          // Somebody else may have signed in.
          forget()
          refreshAll()
          onChanged()
        }}
      />
    </Modal>
  )
}
