import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import { useEffect } from 'react'
import { SignInForm } from './sign-in-form.tsx'

/** The way in. The address stays as it is: whoever followed a link is there after signing in. */
export default function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  useEffect(() => {
    document.title = 'Sign in · Sluice'
  }, [])
  return (
    <main className="sign-in">
      <Container header={<Header variant="h1">Sign in to Sluice</Header>}>
        <SignInForm onSignedIn={onSignedIn} />
      </Container>
    </main>
  )
}
