import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { call } from '../api/client.ts'

/** Asks for name and password, and says why they were refused. */
export function SignInForm({ name: known = '', onSignedIn }: { name?: string; onSignedIn: () => void }) {
  const [name, setName] = useState(known)
  const [password, setPassword] = useState('')
  const [refusal, setRefusal] = useState('')
  const [isRunning, setRunning] = useState(false)
  const submit = async () => {
    setRunning(true)
    setRefusal('')
    try {
      await call('POST /v1/session', { body: { name, password } })
      onSignedIn()
    } catch (error) {
      setRefusal((error as Error).message)
      setRunning(false)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <SpaceBetween size="m">
        {refusal && (
          <div role="alert">
            <Alert type="error">{refusal}</Alert>
          </div>
        )}
        <FormField label="Name" description="For a tenant other than the default one, enter tenant/name.">
          <Input
            value={name}
            onChange={({ detail }) => setName(detail.value)}
            name="username"
            autoComplete="username"
            autoFocus={known === ''}
          />
        </FormField>
        <FormField label="Password">
          <Input
            value={password}
            onChange={({ detail }) => setPassword(detail.value)}
            type="password"
            name="password"
            autoComplete="current-password"
            autoFocus={known !== ''}
          />
        </FormField>
        <Button variant="primary" formAction="submit" loading={isRunning} loadingText="Signing in" fullWidth>
          Sign in
        </Button>
      </SpaceBetween>
    </form>
  )
}
