import { usePages } from '../../api/pages.ts'
import { useMay } from '../../session.ts'

/** Whose changes are looked for: of what was typed, the user's name in its own case where there is such a user. Undefined until that is known. */
export function useActor(typed: string): string | undefined {
  const may = useMay()
  const users = usePages(typed !== '' && may('users.manage') ? 'GET /v1/users' : undefined, 'users')
  if (users.isLoading && !users.items) return undefined
  const names = users.items?.map(({ name }) => name) ?? []
  return (
    names.find((name) => name === typed) ?? names.find((name) => name.toLowerCase() === typed.toLowerCase()) ?? typed
  )
}
