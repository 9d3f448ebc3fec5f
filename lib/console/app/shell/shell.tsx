import AppLayout from '@cloudscape-design/components/app-layout'
import Modal from '@cloudscape-design/components/modal'
import { Suspense, useEffect, useRef, useState } from 'react'
import { Route, Router, Switch, useLocation } from 'wouter'
import { call } from '../api/client.ts'
import { sessionEnded, useSessionEnded } from '../api/session-end.ts'
import { forget, refreshAll } from '../api/watch.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { Loading } from '../parts/loading.tsx'
import { NotFound } from '../parts/not-found.tsx'
import { SessionContext, signInName, type Who } from '../session.ts'
import { tellRefusal } from '../use-command.ts'
import { base, Navigation } from './navigation.tsx'
import { Notifications } from './notifications.tsx'
import { pages } from './pages.ts'
import { SignInForm } from './sign-in-form.tsx'
import { TopBar } from './top-bar.tsx'

interface ShellProps {
  who: Who
  onChanged: () => void
  onSignedOut: () => void
}

/** What all pages have around them. */
export default function Shell(props: ShellProps) {
  return (
    <Router base={base}>
      <SessionContext value={props.who}>
        <Layout {...props} />
      </SessionContext>
    </Router>
  )
}

function Layout({ who, onChanged, onSignedOut }: ShellProps) {
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
        content={<Content />}
      />
      <SessionEnd who={who} onChanged={onChanged} />
    </>
  )
}

/** The page of the address. Who goes to another page by keyboard or screen reader begins at its top. */
function Content() {
  const [path] = useLocation()
  const place = useRef<HTMLDivElement>(null)
  const former = useRef(path)
  useEffect(() => {
    if (former.current === path) return
    former.current = path
    place.current?.focus()
    scrollTo(0, 0)
  }, [path])
  return (
    <div id="page" ref={place} tabIndex={-1}>
      <ErrorBoundary key={path}>
        <Suspense fallback={<Loading />}>
          <Switch>
            {pages.map(({ path: at, show }) => (
              <Route key={at} path={at} component={show} />
            ))}
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}

/** Asks who was signed in to sign in again, above the page as it is. */
function SessionEnd({ who, onChanged }: Pick<ShellProps, 'who' | 'onChanged'>) {
  const isOver = useSessionEnded()
  return (
    <Modal visible={isOver} header="Your session has ended" onDismiss={() => undefined}>
      {isOver && (
        <SignInForm
          name={signInName(who)}
          onSignedIn={() => {
            sessionEnded.isOver()
            refreshAll()
            onChanged()
          }}
        />
      )}
    </Modal>
  )
}
