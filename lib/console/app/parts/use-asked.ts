import { useState } from 'react'

/** What a dialog is about while it is open: a thing, or undefined. */
export function useAsked<T>() {
  const [about, setAbout] = useState<T>()
  return { about, ask: (thing: T) => setAbout(thing), close: () => setAbout(undefined) }
}
