import Button from '@cloudscape-design/components/button'
import { useContext } from 'react'
import { screenAsCurl } from '../api/on-screen.ts'
import { SessionContext, signInName } from '../session.ts'
import { tell } from '../notices.ts'

/** Copies the requests that what is on the screen was read by. */
export function CopyAsCurl() {
  const who = useContext(SessionContext)
  const copy = async () => {
    await navigator.clipboard.writeText(screenAsCurl(signInName(who)))
    tell({ type: 'success', content: 'Copied. curl asks for your password.' })
  }
  return (
    <Button iconName="copy" onClick={() => void copy()}>
      Copy as curl
    </Button>
  )
}
