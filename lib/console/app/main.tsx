import { I18nProvider } from '@cloudscape-design/components/i18n'
import messages from '@cloudscape-design/components/i18n/messages/all.en'
import { lazy, StrictMode, Suspense, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Refusal } from './api/refusal.ts'
import { whoAmI, type Who } from './session.ts'
import { followSystem } from './theme.ts'

const Shell = lazy(() => import('./shell/shell.tsx'))
const SignIn = lazy(() => import('./shell/sign-in.tsx'))

/** The console for who is signed in, the way in for everybody else. */
function Console() {
  const [who, setWho] = useState<Who | 'nobody'>()
  const look = () => {
    whoAmI().then(setWho, (error: unknown) => {
      if (error instanceof Refusal) setWho('nobody')
      else setTimeout(look, 2000)
    })
  }
  useEffect(look, [])
  if (who === undefined) return <p className="starting">Starting …</p>
  return (
    <Suspense fallback={<p className="starting">Starting …</p>}>
      {who === 'nobody' ? (
        <SignIn onSignedIn={look} />
      ) : (
        <Shell who={who} onChanged={look} onSignedOut={() => setWho('nobody')} />
      )}
    </Suspense>
  )
}

followSystem()
const place = document.getElementById('console')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <I18nProvider locale="en" messages={[messages]}>
        <Console />
      </I18nProvider>
    </StrictMode>,
  )
}
