import Button from '@cloudscape-design/components/button'
import { useState, type ReactNode } from 'react'
import { useCommand } from '../use-command.ts'
import { Confirm } from './confirm.tsx'

interface DeleteButtonProps {
  /** What it is called, for who is asked. */
  name: string
  /** What happens then. */
  children: ReactNode
  action?: 'Delete' | 'Revoke'
  remove: () => Promise<unknown>
}

const doing = { Delete: 'Deleting', Revoke: 'Revoking' } as const

/** Deletes something, after asking. */
export function DeleteButton({ name, children, action = 'Delete', remove }: DeleteButtonProps) {
  const [isAsked, setAsked] = useState(false)
  const { isRunning, run } = useCommand()
  const act = async () => {
    const result = await run(doing[action], remove, () => `${name} was ${action.toLowerCase()}d.`)
    if (result !== undefined) setAsked(false)
  }
  return (
    <>
      <Button variant="inline-link" ariaLabel={`${action} ${name}`} onClick={() => setAsked(true)}>
        {action}
      </Button>
      {isAsked && (
        <Confirm
          title={`${action} ${name}?`}
          action={action}
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
