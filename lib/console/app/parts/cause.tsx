import { useMay } from '../session.ts'
import { AppLink } from './app-link.tsx'

/** Why something failed, in the API's words, with the way to register what it says is not registered. */
export function Cause({ message }: { message: string }) {
  const may = useMay()
  const component = /PUT \/v1\/components\/(\S+) registers one/.exec(message)?.[1]
  return (
    <>
      {message}{' '}
      {component && may('components.edit') && (
        <AppLink to={registerComponent(decodeURIComponent(component))}>Register the component</AppLink>
      )}
    </>
  )
}

/** Where the form is that registers a component, which has its id already. */
export const registerComponent = (id: string): string => `/components?register=${encodeURIComponent(id)}`
