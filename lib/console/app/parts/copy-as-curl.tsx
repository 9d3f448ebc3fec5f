import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import { useContext, useState } from 'react'
import { screenAsCurl } from '../api/on-screen.ts'
import { SessionContext, signInName } from '../session.ts'
import { tell } from '../notices.ts'

/** Copies the requests that what is on the screen was read by. */
export function CopyAsCurl() {
  const who = useContext(SessionContext)
  const [shown, setShown] = useState('')
  const copy = async () => {
    const text = screenAsCurl(signInName(who))
    try {
      await navigator.clipboard.writeText(text)
      tell({ type: 'success', content: 'Copied. curl asks for your password.' })
    } catch {
      // Browsers let pages copy over HTTPS and on one machine only.
      setShown(text)
    }
  }
  return (
    <>
      <Button iconName="copy" onClick={() => void copy()}>
        Copy as curl
      </Button>
      {shown !== '' && (
        <Modal visible header="The browser does not let this page copy" onDismiss={() => setShown('')}>
          <pre className="text" tabIndex={0} aria-label="The lines for curl">
            {shown}
          </pre>
        </Modal>
      )}
    </>
  )
}
