import Button from '@cloudscape-design/components/button'
import type { ReactNode } from 'react'
import { DeleteButton } from './delete-button.tsx'
import type { Column } from './list.tsx'

interface ChangeAndDelete<T> {
  /** What the first of the two buttons says: `Change`. */
  action: string
  change: (item: T) => void
  remove: (id: string) => Promise<unknown>
  /** What happens when one is deleted. */
  warning: ReactNode
}

/** The column of what can be done with each of a list of things: it is changed, or deleted after asking. */
export const changeAndDelete = <T extends { id: string }>(props: ChangeAndDelete<T>): Column<T> => ({
  id: 'actions',
  header: 'Actions',
  minWidth: 140,
  cell: (item) => (
    <>
      <Button variant="inline-link" ariaLabel={`${props.action} ${item.id}`} onClick={() => props.change(item)}>
        {props.action}
      </Button>{' '}
      <DeleteButton name={item.id} remove={() => props.remove(item.id)}>
        {props.warning}
      </DeleteButton>
    </>
  ),
})
