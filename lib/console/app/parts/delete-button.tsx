import Button from '@cloudscape-design/components/button'
import { useState, type ReactNode } from 'react'
import { useCommand } from '../use-command.ts'
import { Confirm } from './confirm.tsx'

interface DeleteButtonProps {
  /** What it is called, for who is asked. */
  name: string
  /** What happens then. */
  children: ReactNode
  deed?: 'Delete' | 'Revoke'
  remove: () => Promise<unknown>
}

const doing = { Delete: 'Deleting', Revoke: 'Revoking' } as const

/** Deletes something, after asking. */
export function DeleteButton({ name, children, deed = 'Delete', remove }: DeleteButtonProps) {
  const [isAsked, setAsked] = useState(false)
  const { isRunning, run } = useCommand()
  const act = async () => {
    const result = await run(doing[deed], remove, () => `${name} was ${deed.toLowerCase()}d.`)
    if (result !== undefined) setAsked(false)
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
