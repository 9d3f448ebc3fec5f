import { Suspense, useEffect, useRef } from 'react'
import { Route, Router, Switch, useLocation } from 'wouter'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { Loading } from '../parts/loading.tsx'
import { NotFound } from '../parts/not-found.tsx'
import { SessionContext } from '../session.ts'
import { Frame, type FrameProps } from './frame.tsx'
import { base } from './navigation.tsx'
import { pages } from './pages.ts'

/** What all pages have around them. */
export default function Shell(props: Omit<FrameProps, 'children'>) {
  return (
    <Router base={base}>
      <SessionContext value={props.who}>
        <Frame {...props}>
          <Content />
        </Frame>
      </SessionContext>
    </Router>
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
