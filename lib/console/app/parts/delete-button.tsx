import Button from '@cloudscape-design/components/button'
import { useState, type ReactNode } from 'react'
import { useCommand } from '../use-command.ts'
import { Confirm } from './confirm.tsx'

interface DeleteButtonProps {
  /** What it is called, for who is asked. */
  name: string
  /** What happens then. */
  children: ReactNode
  deed?: string
  remove: () => Promise<unknown>
}

/** Deletes something, after asking. */
export function DeleteButton({ name, children, deed = 'Delete', remove }: DeleteButtonProps) {
  const [isAsked, setAsked] = useState(false)
  const { isRunning, run } = useCommand()
  const act = async () => {
    await run(`${deed} ${name}`, remove, () => `${name}: ${deed.toLowerCase()} is done.`)
    setAsked(false)
  }
  return (
    <>
      <Button variant="inline-link" ariaLabel={`${deed} ${name}`} onClick={() => setAsked(true)}>
        {deed}
      </Button>
      {isAsked && (
        <Confirm
          title={`${deed} ${name}?`}
          deed={deed}
          isRunning={isRunning}
          onConfirm={() => void act()}
          onCancel={() => setAsked(false)}
        >
          {children}
        </Confirm>
      )}
    </>
  )
}
